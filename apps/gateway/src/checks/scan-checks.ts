import type { ListChecksQuery } from '@wakeful/contracts';
import { statusCodes } from '@wakeful/persistence';
import type { DataSource } from 'typeorm';
import { Filters } from '../database/filters.js';
import type { Cursor } from '../http/cursor.js';
import { checkColumns, type CheckRow } from './check-rows.js';

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

type ScanRow = CheckRow & { scannedRows: number; edgeAt: Date; edgeLocationId: number; isFound: boolean | null };

export const placeOf = (row: CheckRow): Cursor => ({
  atMs: row.scheduledAt.getTime(),
  tieBreaker: String(row.locationId),
});

function rangeOf({ monitorKey, from, to, after }: CheckScan, filters: Filters): string {
  filters.addPlain('location_id = l.id');
  filters.add((value) => `monitor_key = ${value}`, monitorKey);
  if (from) filters.add((value) => `scheduled_at >= ${value}::timestamptz`, from);
  if (to) filters.add((value) => `scheduled_at < ${value}::timestamptz`, to);
  if (after) {
    const at = filters.bind(new Date(after.atMs).toISOString());
    const locationId = filters.bind(Number(after.tieBreaker));
    // The plain comparison lets Postgres leave out newer partitions; the pair alone would not.
    filters.addPlain(`scheduled_at <= ${at}::timestamptz`);
    filters.addPlain(`(scheduled_at, location_id) < (${at}::timestamptz, ${locationId}::int)`);
  }
  return filters.where;
}

/**
 * Looks through a bounded stretch of a monitor's checks along the primary key, newest first. The key has the location
 * before the time, so it is read once per location and merged.
 */
export async function scanChecks(dataSource: DataSource, scan: CheckScan): Promise<CheckStretch> {
  const { status, locationId, maxFound } = scan;
  const scanRows = status === undefined ? maxFound : SCAN_ROWS;
  const filters = new Filters();
  const range = rangeOf(scan, filters);
  const locations = locationId === undefined ? '' : `WHERE id = ${filters.bind(locationId)}`;
  const isWanted = status === undefined ? '' : `WHERE status = ${filters.bind(statusCodes.toCode[status])}`;
  const limit = filters.bind(scanRows);
  const rows = await dataSource.query<ScanRow[]>(
    `WITH scanned AS MATERIALIZED (
       SELECT ${checkColumns} FROM (SELECT id FROM locations ${locations}) l
        CROSS JOIN LATERAL (SELECT * FROM checks ${range} ORDER BY scheduled_at DESC LIMIT ${limit}) c
        ORDER BY scheduled_at DESC, location_id DESC LIMIT ${limit}
     ), edge AS (
       SELECT "scheduledAt" AS "edgeAt", "locationId" AS "edgeLocationId", (count(*) OVER ())::int AS "scannedRows"
         FROM scanned ORDER BY "scheduledAt", "locationId" LIMIT 1
     )
     SELECT * FROM edge LEFT JOIN (
       SELECT *, true AS "isFound" FROM scanned ${isWanted}
       ORDER BY "scheduledAt" DESC, "locationId" DESC LIMIT ${filters.bind(maxFound)}
     ) found ON true ORDER BY "scheduledAt" DESC, "locationId" DESC`,
    filters.values,
  );
  const [edge] = rows;
  const isMoreLeft = edge !== undefined && edge.scannedRows === scanRows;
  return {
    found: rows.filter((row) => row.isFound),
    lookedUntil: isMoreLeft ? { atMs: edge.edgeAt.getTime(), tieBreaker: String(edge.edgeLocationId) } : null,
  };
}
