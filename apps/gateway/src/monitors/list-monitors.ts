import { Injectable } from '@nestjs/common';
import type { ListMonitorsQuery, MonitorResponse, MonitorSortKey, Page } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { Filters } from '../http/filters.js';
import { hasStatusSql, statusRankSql } from '@wakeful/persistence';
import { MonitorSecrets } from './monitor-secrets.js';
import { monitorResponseOf, readMonitors } from './read-monitors.js';

const sortExpressions: Readonly<Record<MonitorSortKey, string>> = {
  name: 'lower(m.name)',
  url: 'm.url',
  status: statusRankSql,
  createdAt: 'm.created_at',
  updatedAt: 'm.updated_at',
  responseTime: 's.last_total_us',
};

function orderBy(sort: ListMonitorsQuery['sort']): string {
  const direction = sort.startsWith('-') ? 'DESC' : 'ASC';
  const key = sort.replace('-', '') as MonitorSortKey;
  return `${sortExpressions[key]} ${direction}, m.id ${direction}`;
}

function filtersOf(query: ListMonitorsQuery): Filters {
  const filters = new Filters();
  if (query.enabled !== undefined) filters.add((value) => `m.enabled = ${value}`, query.enabled);
  if (query.tag !== undefined) filters.add((value) => `m.tags @> ARRAY[${value}::text]`, query.tag);
  if (query.location !== undefined) filters.add((value) => `${value} = ANY (m.locations)`, query.location);
  if (query.status !== undefined) filters.addPlain(hasStatusSql(query.status));
  if (query.q !== undefined) {
    filters.add(
      (value) => `(strpos(lower(m.name), lower(${value})) > 0 OR strpos(lower(m.url), lower(${value})) > 0)`,
      query.q,
    );
  }
  return filters;
}

/** One page of the monitors. Only the rows of the page are read whole, so it is fast with many thousands of them. */
@Injectable()
export class ListMonitors {
  constructor(
    private readonly dataSource: DataSource,
    private readonly secrets: MonitorSecrets,
  ) {}

  async execute(query: ListMonitorsQuery): Promise<Page<MonitorResponse>> {
    const { page, pageSize } = query;
    const [ids, total] = await Promise.all([this.pageIds(query), this.count(query)]);
    const rows = await readMonitors(this.dataSource, ids);
    const items = rows.map((row) => monitorResponseOf(row, this.secrets.open(row.sealedSecrets)));
    return { items, total, page, pageSize };
  }

  private async pageIds(query: ListMonitorsQuery): Promise<string[]> {
    const filters = filtersOf(query);
    const limit = filters.bind(query.pageSize);
    const offset = filters.bind((query.page - 1) * query.pageSize);
    const rows = await this.dataSource.query<{ id: string }[]>(
      `SELECT m.id FROM monitors m JOIN monitor_state s ON s.monitor_id = m.id ${filters.where}
       ORDER BY ${orderBy(query.sort)} LIMIT ${limit} OFFSET ${offset}`,
      filters.values,
    );
    return rows.map((row) => row.id);
  }

  private async count(query: ListMonitorsQuery): Promise<number> {
    const filters = filtersOf(query);
    const stateJoin = query.status === undefined ? '' : 'JOIN monitor_state s ON s.monitor_id = m.id';
    const [row] = await this.dataSource.query<{ total: number }[]>(
      `SELECT count(*)::int AS total FROM monitors m ${stateJoin} ${filters.where}`,
      filters.values,
    );
    return row?.total ?? 0;
  }
}
