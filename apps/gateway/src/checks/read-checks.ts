import type { Check, Gap, ListChecksQuery, ListGapsQuery, MonitorOddities, Series } from '@wakeful/contracts';
import {
  gapsOfMonitor,
  latestChecksOfMonitor,
  odditiesOfMonitor,
  rowsOf,
  scanChecksOfMonitor,
  statusCodes,
} from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { type Cursor, decodeCursor, encodeCursor } from '../http/cursor.js';
import { MonitorNotFoundError } from '../monitors/monitors.errors.js';
import { checkOf, type CheckRow, readLocations, readMonitorKey } from './check-rows.js';

/** How many rows one statement looks at when most of them may not fit the filter. */
const SCAN_ROWS = 20_000;

/** Which checks are looked for. */
interface CheckScan extends Pick<ListChecksQuery, 'from' | 'to' | 'status'> {
  monitorKey: number;
  locationId?: number | undefined;
  /** Only what comes after it. */
  after: Cursor | null;
  maxFound: number;
}

/** What a scan found, and where it stopped looking; null: there is nothing older. */
interface CheckStretch {
  found: CheckRow[];
  lookedUntil: Cursor | null;
}

const placeOf = (row: CheckRow): Cursor => ({
  atMs: row.scheduledAt.getTime(),
  tieBreaker: String(row.locationId),
});

/** Looks through a bounded stretch of a monitor's checks, newest first. */
async function scanChecks({ database }: ReadContext, scan: CheckScan): Promise<CheckStretch> {
  const { monitorKey, locationId, from, to, status, after, maxFound } = scan;
  const scanRows = status === undefined ? maxFound : SCAN_ROWS;
  const rows = await rowsOf(database, scanChecksOfMonitor, {
    ...{ monitorKey, locationId, from, to, scanRows, maxFound },
    afterAt: after?.atMs,
    afterLocationId: after && Number(after.tieBreaker),
    status: status && statusCodes.toCode[status],
  });
  const [edge] = rows;
  const isMoreLeft = edge !== undefined && edge.scannedRows === scanRows;
  return {
    // A row that was found has all of its columns.
    found: rows.filter((row) => row.isFound) as CheckRow[],
    lookedUntil: isMoreLeft ? { atMs: edge.edgeAt, tieBreaker: String(edge.edgeLocationId) } : null,
  };
}

/** After this long a list page ends early: its cursor says where to continue. */
const SCAN_BUDGET_MS = 40;
const LOCATION_ID = /^\d{1,4}$/;
const LOCATION = /^[a-z0-9-]{1,40}$/;

/**
 * The checks of a monitor, newest first. It walks the primary key from the cursor on and counts nothing, so it costs the
 * same however many checks are stored. A filter that few checks pass ends a page early rather than late.
 * @throws MonitorNotFoundError, InvalidRequestError
 */
export async function listChecks(
  context: ReadContext,
  monitorId: string,
  query: ListChecksQuery,
): Promise<Series<Check>> {
  const after = query.cursor === undefined ? null : decodeCursor(query.cursor, LOCATION_ID);
  const [monitorKey, locations] = await Promise.all([readMonitorKey(context, monitorId), readLocations(context)]);
  const locationId = [...locations].find(([, name]) => name === query.location)?.[0];
  if (query.location !== undefined && locationId === undefined) return { items: [], nextCursor: null };
  const { rows, next } = await findChecks(context, { ...query, monitorKey, locationId, after }, query.limit);
  return { items: rows.map((row) => checkOf(row, locations)), nextCursor: next && encodeCursor(next) };
}

async function findChecks(
  context: ReadContext,
  scan: Omit<CheckScan, 'maxFound'>,
  limit: number,
): Promise<{ rows: CheckRow[]; next: Cursor | null }> {
  const deadlineMs = performance.now() + SCAN_BUDGET_MS;
  const rows: CheckRow[] = [];
  let next = scan.after;
  do {
    // One extra row reveals whether there is a next page.
    const maxFound = limit + 1 - rows.length;
    const { found, lookedUntil } = await scanChecks(context, { ...scan, after: next, maxFound });
    rows.push(...found);
    next = lookedUntil;
  } while (rows.length <= limit && next !== null && performance.now() < deadlineMs);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { rows: rows.slice(0, limit), next: last ? placeOf(last) : next };
}

/**
 * The newest check of a monitor from each of its locations.
 * @throws MonitorNotFoundError
 */
export async function listLatestChecks(context: ReadContext, monitorId: string): Promise<{ items: Check[] }> {
  const [monitorKey, locations] = await Promise.all([readMonitorKey(context, monitorId), readLocations(context)]);
  const rows = await rowsOf(context.database, latestChecksOfMonitor, { monitorKey });
  const items = rows.map((row) => checkOf(row, locations));
  return { items: items.sort((a, b) => a.location.localeCompare(b.location)) };
}

/**
 * What strayed from the standards in the newest good answer of a monitor.
 * @throws MonitorNotFoundError
 */
export async function readOddities({ database }: ReadContext, monitorId: string): Promise<MonitorOddities> {
  const [row] = await rowsOf(database, odditiesOfMonitor, { monitorId });
  if (!row) throw new MonitorNotFoundError(monitorId);
  return { oddities: row.oddities ?? [], since: row.since };
}

/**
 * Where results of a monitor are missing, newest first.
 * @throws MonitorNotFoundError, InvalidRequestError
 */
export async function listGaps(context: ReadContext, monitorId: string, query: ListGapsQuery): Promise<Series<Gap>> {
  const { cursor, limit, ...span } = query;
  const after = cursor === undefined ? undefined : decodeCursor(cursor, LOCATION);
  await readMonitorKey(context, monitorId);
  const place = { afterAt: after?.atMs, afterLocation: after?.tieBreaker };
  const rows = await rowsOf(context.database, gapsOfMonitor, { ...span, ...place, monitorId, limit: limit + 1 });
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  const nextCursor = last ? encodeCursor({ atMs: Date.parse(last.from), tieBreaker: last.location }) : null;
  return { items, nextCursor };
}
