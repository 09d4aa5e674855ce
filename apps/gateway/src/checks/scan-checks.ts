import type { ListChecksQuery } from '@wakeful/contracts';
import { rowsOf, scanChecksOfMonitor, statusCodes } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import type { Cursor } from '../http/cursor.js';
import type { CheckRow } from './check-rows.js';

/** How many rows one statement looks at when most of them may not fit the filter. */
const SCAN_ROWS = 20_000;

/** Which checks are looked for. */
export interface CheckScan extends Pick<ListChecksQuery, 'from' | 'to' | 'status'> {
  monitorKey: number;
  locationId?: number | undefined;
  /** Only what comes after it. */
  after: Cursor | null;
  maxFound: number;
}

/** What a scan found, and where it stopped looking; null: there is nothing older. */
export interface CheckStretch {
  found: CheckRow[];
  lookedUntil: Cursor | null;
}

export const placeOf = (row: CheckRow): Cursor => ({
  atMs: row.scheduledAt.getTime(),
  tieBreaker: String(row.locationId),
});

/** Looks through a bounded stretch of a monitor's checks, newest first. */
export async function scanChecks({ database }: ReadContext, scan: CheckScan): Promise<CheckStretch> {
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
