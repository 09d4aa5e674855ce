import type { KnownWindow } from '@wakeful/domain';
import { rowsOf, windowsSince } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

/** The stored windows of monitors that had not ended by a time, each of its own. */
export async function readWindowsSince(
  manager: EntityManager,
  sinceMsOf: ReadonlyMap<string, number>,
): Promise<Map<string, KnownWindow[]>> {
  const monitors = [...sinceMsOf].map(([monitorId, sinceMs]) => ({ monitorId, sinceMs }));
  const windows = new Map<string, KnownWindow[]>();
  for (const { monitorId, ...window } of await rowsOf(manager, windowsSince, { monitors })) {
    windows.set(monitorId, [...(windows.get(monitorId) ?? []), window]);
  }
  return windows;
}
