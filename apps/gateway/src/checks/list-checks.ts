import { Inject, Injectable } from '@nestjs/common';
import type { Check, ListChecksQuery, Series } from '@wakeful/contracts';
import { statusCodes } from '@wakeful/persistence';
import { DataSource } from 'typeorm';
import { Filters } from '../database/filters.js';
import { type Cursor, decodeCursor, encodeCursor } from '../http/cursor.js';
import { checkColumns, checkOf, type CheckRow, readLocations, readMonitorKey } from './check-rows.js';

/** How many rows one statement looks at when most of them may not fit the filter. */
const SCAN_ROWS = 5_000;
/** After so long a page ends early: its cursor says where to go on. */
const SCAN_BUDGET_MS = 40;
const LOCATION_ID = /^\d{1,5}$/;

type Filter = (row: CheckRow) => boolean;

const placeOf = (row: CheckRow): Cursor => ({
  atMs: row.scheduledAt.getTime(),
  tieBreaker: String(row.locationId),
});

/**
 * The checks of a monitor, newest first. It walks the primary key from the cursor on and counts nothing, so it costs the
 * same however many checks are stored. A filter that few checks pass ends a page early rather than late.
 */
@Injectable()
export class ListChecks {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** @throws MonitorNotFoundError, InvalidRequestError */
  async execute(monitorId: string, query: ListChecksQuery): Promise<Series<Check>> {
    let cursor = query.cursor === undefined ? null : decodeCursor(query.cursor, LOCATION_ID);
    const [{ key }, locations] = await Promise.all([
      readMonitorKey(this.dataSource, monitorId),
      readLocations(this.dataSource),
    ]);
    const passes = filterOf(query, locations);
    const scanRows = query.status || query.location ? SCAN_ROWS : query.limit + 1;
    const deadlineMs = performance.now() + SCAN_BUDGET_MS;
    const found: CheckRow[] = [];
    for (let isEnd = false; !isEnd;) {
      const rows = await this.scan(key, query, cursor, scanRows);
      const fitting = rows.filter(passes).slice(0, query.limit - found.length);
      found.push(...fitting);
      const isFull = found.length === query.limit;
      const last = isFull ? found.at(-1) : rows.at(-1);
      const isExhausted = rows.length < scanRows && (!isFull || last === rows.at(-1));
      cursor = isExhausted || !last ? null : placeOf(last);
      isEnd = isFull || cursor === null || performance.now() > deadlineMs;
    }
    const items = found.map((row) => checkOf(row, locations));
    return { items, nextCursor: cursor && encodeCursor(cursor) };
  }

  private scan(key: number, query: ListChecksQuery, cursor: Cursor | null, limit: number): Promise<CheckRow[]> {
    const filters = new Filters();
    filters.add((value) => `monitor_key = ${value}`, key);
    if (query.from) filters.add((value) => `scheduled_at >= ${value}::timestamptz`, query.from);
    if (query.to) filters.add((value) => `scheduled_at < ${value}::timestamptz`, query.to);
    if (cursor) {
      const at = filters.bind(new Date(cursor.atMs).toISOString());
      const locationId = filters.bind(Number(cursor.tieBreaker));
      // The plain comparison lets Postgres leave out newer partitions; the pair alone would not.
      filters.addPlain(`scheduled_at <= ${at}::timestamptz`);
      filters.addPlain(`(scheduled_at, location_id) < (${at}::timestamptz, ${locationId}::int)`);
    }
    return this.dataSource.query<CheckRow[]>(
      `SELECT ${checkColumns} FROM checks ${filters.where}
       ORDER BY scheduled_at DESC, location_id DESC LIMIT ${filters.bind(limit)}`,
      filters.values,
    );
  }
}

function filterOf(query: ListChecksQuery, locations: ReadonlyMap<number, string>): Filter {
  const status = query.status && statusCodes.toCode[query.status];
  const { location } = query;
  return (row) =>
    (status === undefined || row.status === status) &&
    (location === undefined || locations.get(row.locationId) === location);
}
