import {
  HIDDEN_SECRET,
  type LastCheck,
  type ListMonitorsQuery,
  type MonitorResponse,
  type MonitorSortKey,
  NO_SECRETS,
  type Page,
  type ProbeSecrets,
} from '@wakeful/contracts';
import { hideMonitorSecrets } from '@wakeful/domain';
import {
  configOf,
  existingMonitors,
  monitorIdPages,
  monitorsById,
  type Queryable,
  readPage,
  reasonCodes,
  type RowsOf,
  rowsOf,
  statusCodes,
  statusRankOf,
} from '@wakeful/persistence';
import { SealedSecretError } from '@wakeful/platform';
import type { Context, ReadContext } from '../context/context.js';
import { InvalidRequestError } from '../http/request-error.js';
import { openSecrets } from './monitor-config.js';
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

type SecretContext = Pick<Context, 'database' | 'secrets'>;
type MonitorRow = RowsOf<typeof monitorsById>[number];

/** One page of the monitors. */
export async function listMonitors(
  context: SecretContext,
  { sort, status, ...query }: ListMonitorsQuery,
): Promise<Page<MonitorResponse>> {
  const { database } = context;
  const key = sort.replace('-', '') as MonitorSortKey;
  const pages = monitorIdPages[key][sort.startsWith('-') ? 'descending' : 'ascending'];
  const page = await readPage(database, pages, { ...query, statusRanks: status?.map(statusRankOf) });
  const ids = page.items.map(({ id }) => id);
  const rows = new Map((await rowsOf(database, monitorsById, { ids })).map((row) => [row.id, row]));
  const items = ids.flatMap((id) => rows.get(id) ?? []).map((row) => responseOf(context, row));
  return { ...page, items };
}

/**
 * One monitor with how it is now.
 * @throws MonitorNotFoundError
 */
export async function readMonitor(context: SecretContext, id: string): Promise<MonitorResponse> {
  const [row] = await rowsOf(context.database, monitorsById, { ids: [id] });
  if (!row) throw new MonitorNotFoundError(id);
  return responseOf(context, row);
}

/** A monitor's configuration for the audit log, which is kept for long: no body either. null: there is no such monitor. */
export async function readMonitorForAudit(context: SecretContext, id: string): Promise<unknown> {
  const [row] = await rowsOf(context.database, monitorsById, { ids: [id] });
  if (!row) return null;
  const shown = hideMonitorSecrets(configOf(row, openIfPossible(context, row.sealedSecrets)));
  return { ...shown, body: shown.body === null ? null : HIDDEN_SECRET, version: row.version };
}

/** A monitor whose key was lost must still be changed and deleted. */
function openIfPossible(context: SecretContext, sealed: string | null): ProbeSecrets {
  try {
    return openSecrets(context, sealed);
  } catch (error) {
    if (error instanceof SealedSecretError) return NO_SECRETS;
    throw error;
  }
}

/** A monitor as the API shows it. */
function responseOf(context: SecretContext, row: MonitorRow): MonitorResponse {
  const { certificateExpiresAt } = row;
  return {
    id: row.id,
    ...hideMonitorSecrets(configOf(row, openSecrets(context, row.sealedSecrets))),
    status: row.status,
    since: row.since,
    lastCheck: lastCheckOf(row),
    certificateExpiresAt,
    certificateDaysLeft: row.certificateDaysLeft,
    openWindowId: row.windowId,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    version: row.version,
  };
}

function lastCheckOf(row: MonitorRow): LastCheck | null {
  if (row.lastSlotAt === null || row.lastStatus === 0) return null;
  const reason = reasonCodes.nameOf(row.lastReason);
  return {
    scheduledAt: row.lastSlotAt,
    status: statusCodes.nameOf(row.lastStatus),
    reason: reason === 'none' ? null : reason,
    httpStatus: row.lastHttpStatus || null,
    totalMs: row.lastTotalUs / 1000,
    detail: row.lastDetail,
  };
}
