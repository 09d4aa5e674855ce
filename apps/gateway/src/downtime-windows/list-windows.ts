import { Injectable } from '@nestjs/common';
import type { DowntimeWindowResponse, ListWindowsQuery, Page } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { Filters } from '../database/filters.js';
import { windowResponseOf, type WindowRow, windowSelect } from './read-windows.js';

function filtersOf(query: ListWindowsQuery): Filters {
  const filters = new Filters();
  if (query.monitorId) filters.add((value) => `w.monitor_id = ${value}`, query.monitorId);
  if (query.open !== undefined) filters.add((value) => `(w.ended_at IS NULL) = ${value}`, query.open);
  if (query.from) filters.add((value) => `coalesce(w.ended_at, 'infinity') > ${value}::timestamptz`, query.from);
  if (query.to) filters.add((value) => `w.started_at < ${value}::timestamptz`, query.to);
  return filters;
}

/** One page of the downtime windows, newest first. */
@Injectable()
export class ListWindows {
  constructor(private readonly dataSource: DataSource) {}

  async execute(query: ListWindowsQuery): Promise<Page<DowntimeWindowResponse>> {
    const { page, pageSize } = query;
    const [rows, total] = await Promise.all([this.rows(query), this.count(query)]);
    return { items: rows.map(windowResponseOf), total, page, pageSize };
  }

  private rows(query: ListWindowsQuery): Promise<WindowRow[]> {
    const filters = filtersOf(query);
    const limit = filters.bind(query.pageSize);
    const offset = filters.bind((query.page - 1) * query.pageSize);
    return this.dataSource.query<WindowRow[]>(
      `${windowSelect} ${filters.where} ORDER BY w.started_at DESC, w.id LIMIT ${limit} OFFSET ${offset}`,
      filters.values,
    );
  }

  private async count(query: ListWindowsQuery): Promise<number> {
    const filters = filtersOf(query);
    const [row] = await this.dataSource.query<{ total: number }[]>(
      `SELECT count(*)::int AS total FROM downtime_windows w ${filters.where}`,
      filters.values,
    );
    return row?.total ?? 0;
  }
}
