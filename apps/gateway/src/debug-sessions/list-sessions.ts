import { Injectable } from '@nestjs/common';
import type { DebugSessionOverview, ListDebugSessionsQuery, Page } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { Filters } from '../database/filters.js';
import { GetMonitor } from '../monitors/get-monitor.js';
import { overviewOf, type OverviewRow, overviewSelect } from './read-sessions.js';

function filtersOf(monitorId: string, query: ListDebugSessionsQuery): Filters {
  const filters = new Filters();
  filters.add((value) => `d.monitor_id = ${value}`, monitorId);
  if (query.windowId) filters.add((value) => `d.window_id = ${value}`, query.windowId);
  if (query.moment) filters.add((value) => `d.moment = ${value}`, query.moment);
  if (query.state) filters.add((value) => `d.state = ${value}`, query.state);
  return filters;
}

/** One page of the debug sessions of a monitor, newest first. */
@Injectable()
export class ListSessions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly getMonitor: GetMonitor,
  ) {}

  /** @throws MonitorNotFoundError */
  async execute(monitorId: string, query: ListDebugSessionsQuery): Promise<Page<DebugSessionOverview>> {
    const { page, pageSize } = query;
    await this.getMonitor.execute(monitorId);
    const [rows, total] = await Promise.all([this.rows(monitorId, query), this.count(monitorId, query)]);
    return { items: rows.map(overviewOf), total, page, pageSize };
  }

  private rows(monitorId: string, query: ListDebugSessionsQuery): Promise<OverviewRow[]> {
    const filters = filtersOf(monitorId, query);
    const limit = filters.bind(query.pageSize);
    const offset = filters.bind((query.page - 1) * query.pageSize);
    return this.dataSource.query<OverviewRow[]>(
      `${overviewSelect} ${filters.where} ORDER BY d.requested_at DESC, d.moment, d.id LIMIT ${limit} OFFSET ${offset}`,
      filters.values,
    );
  }

  private async count(monitorId: string, query: ListDebugSessionsQuery): Promise<number> {
    const filters = filtersOf(monitorId, query);
    const rows = await this.dataSource.query<{ total: number }[]>(
      `SELECT count(*)::int AS total FROM debug_sessions d ${filters.where}`,
      filters.values,
    );
    return rows[0]?.total ?? 0;
  }
}
