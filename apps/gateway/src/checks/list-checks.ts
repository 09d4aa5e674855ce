import { Injectable } from '@nestjs/common';
import type { Check, ListChecksQuery, Series } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { type Cursor, decodeCursor, encodeCursor } from '../http/cursor.js';
import { checkOf, type CheckRow, readLocations, readMonitorKey } from './check-rows.js';
import { placeOf, scanChecks } from './scan-checks.js';

/** After so long a page ends early: its cursor says where to go on. */
const SCAN_BUDGET_MS = 40;
const LOCATION_ID = /^\d{1,4}$/;

/**
 * The checks of a monitor, newest first. It walks the primary key from the cursor on and counts nothing, so it costs the
 * same however many checks are stored. A filter that few checks pass ends a page early rather than late.
 */
@Injectable()
export class ListChecks {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws MonitorNotFoundError, InvalidRequestError */
  async execute(monitorId: string, query: ListChecksQuery): Promise<Series<Check>> {
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor, LOCATION_ID);
    const [key, locations] = await Promise.all([
      readMonitorKey(this.dataSource, monitorId),
      readLocations(this.dataSource),
    ]);
    const locationId = [...locations].find(([, name]) => name === query.location)?.[0];
    if (query.location !== undefined && locationId === undefined) return { items: [], nextCursor: null };
    const { rows, next } = await this.find(key, query, locationId, after);
    return { items: rows.map((row) => checkOf(row, locations)), nextCursor: next && encodeCursor(next) };
  }

  private async find(
    monitorKey: number,
    { from, to, status, limit }: ListChecksQuery,
    locationId: number | undefined,
    start: Cursor | null,
  ): Promise<{ rows: CheckRow[]; next: Cursor | null }> {
    const deadlineMs = performance.now() + SCAN_BUDGET_MS;
    const rows: CheckRow[] = [];
    let next = start;
    do {
      // One more than is shown tells whether there is a next page.
      const maxFound = limit + 1 - rows.length;
      const scan = { monitorKey, from, to, status, locationId, after: next, maxFound };
      const { found, lookedUntil } = await scanChecks(this.dataSource, scan);
      rows.push(...found);
      next = lookedUntil;
    } while (rows.length <= limit && next !== null && performance.now() < deadlineMs);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return { rows: rows.slice(0, limit), next: last ? placeOf(last) : next };
  }
}
