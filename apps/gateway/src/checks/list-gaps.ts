import { Injectable } from '@nestjs/common';
import type { Gap, ListGapsQuery, Series } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { Filters } from '../database/filters.js';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { readMonitorKey } from './check-rows.js';

const LOCATION = /^[a-z0-9-]{1,40}$/;

interface GapRow {
  from: Date;
  until: Date;
  location: string;
  slots: number;
}

const gapOf = (row: GapRow): Gap => ({ ...row, from: row.from.toISOString(), until: row.until.toISOString() });

/** Where results of a monitor are missing, newest first. */
@Injectable()
export class ListGaps {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws MonitorNotFoundError, InvalidRequestError */
  async execute(monitorId: string, query: ListGapsQuery): Promise<Series<Gap>> {
    const filters = new Filters();
    filters.add((value) => `monitor_id = ${value}`, monitorId);
    if (query.from) filters.add((value) => `until_at > ${value}::timestamptz`, query.from);
    if (query.to) filters.add((value) => `from_at < ${value}::timestamptz`, query.to);
    if (query.cursor !== undefined) {
      const { atMs, tieBreaker } = decodeCursor(query.cursor, LOCATION);
      const at = filters.bind(new Date(atMs).toISOString());
      filters.add((value) => `(from_at, location) < (${at}::timestamptz, ${value})`, tieBreaker);
    }
    await readMonitorKey(this.dataSource, monitorId);
    const rows = await this.dataSource.query<GapRow[]>(
      `SELECT from_at AS "from", until_at AS until, location, slots FROM gaps ${filters.where}
       ORDER BY from_at DESC, location DESC LIMIT ${filters.bind(query.limit + 1)}`,
      filters.values,
    );
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const nextCursor = last ? encodeCursor({ atMs: last.from.getTime(), tieBreaker: last.location }) : null;
    return { items: shown.map(gapOf), nextCursor };
  }
}
