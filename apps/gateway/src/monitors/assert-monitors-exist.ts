import { existingMonitors, type Queryable, rowsOf } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { InvalidRequestError } from '../http/request-error.js';
import { MonitorNotFoundError } from './monitors.errors.js';

/** @throws MonitorNotFoundError */
export async function assertMonitorExists({ database }: ReadContext, id: string): Promise<void> {
  const known = await rowsOf(database, existingMonitors, { ids: [id] });
  if (known.length === 0) throw new MonitorNotFoundError(id);
}

/** Those of a list that are still there. */
export async function existingMonitorIds({ database }: ReadContext, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  return new Set((await rowsOf(database, existingMonitors, { ids })).map((row) => row.id));
}

/**
 * Makes sure that every id of a list names a monitor.
 * @throws InvalidRequestError
 */
export async function assertMonitorsExist(database: Queryable, monitorIds: readonly string[]): Promise<void> {
  const known = await existingMonitorIds({ database }, monitorIds);
  const problems = monitorIds.flatMap((id, index) =>
    known.has(id.toLowerCase()) ? [] : [{ path: `monitorIds.${index}`, message: 'does not match any monitor' }],
  );
  if (problems.length > 0) throw new InvalidRequestError(problems);
}
