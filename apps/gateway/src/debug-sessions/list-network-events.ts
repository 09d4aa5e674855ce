import { Injectable } from '@nestjs/common';
import type { ListNetworkEventsQuery, NetworkEvent, Page } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { Filters } from '../database/filters.js';
import { DebugSessionNotFoundError } from './debug-sessions.errors.js';

/** Where the events of a session are. */
interface Place {
  sessionId: string;
  /** null: no run has ended yet. */
  runId: string | null;
  requestedAt: Date;
}

function filtersOf({ sessionId, runId, requestedAt }: Place, query: ListNetworkEventsQuery): Filters {
  const filters = new Filters();
  filters.add((value) => `e.session_id = ${value}`, sessionId);
  filters.add((value) => `e.run_id = ${value}`, runId);
  filters.add((value) => `e.requested_at = ${value}`, requestedAt);
  if (query.type) filters.add((value) => `e.type = ${value}`, query.type);
  if (query.statusClass) filters.add((value) => `e.status / 100 = ${value}`, Number(query.statusClass[0]));
  if (query.failedOnly) filters.addPlain('e.is_failed');
  if (query.resourceType) filters.add((value) => `e.resource_type = ${value}`, query.resourceType);
  if (query.url) filters.add((value) => `strpos(lower(e.url), lower(${value})) > 0`, query.url);
  return filters;
}

/** One page of the network events of a session, in the order in which they happened. */
@Injectable()
export class ListNetworkEvents {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws DebugSessionNotFoundError */
  async execute(sessionId: string, query: ListNetworkEventsQuery): Promise<Page<NetworkEvent>> {
    const { page, pageSize } = query;
    const place = await this.find(sessionId);
    const [items, total] = await Promise.all([this.events(place, query), this.count(place, query)]);
    return { items, total, page, pageSize };
  }

  private async find(sessionId: string): Promise<Place> {
    const rows = await this.dataSource.query<Place[]>(
      `SELECT id AS "sessionId", run_id AS "runId", requested_at AS "requestedAt" FROM debug_sessions WHERE id = $1`,
      [sessionId],
    );
    if (!rows[0]) throw new DebugSessionNotFoundError(sessionId);
    return rows[0];
  }

  private async events(place: Place, query: ListNetworkEventsQuery): Promise<NetworkEvent[]> {
    const filters = filtersOf(place, query);
    const limit = filters.bind(query.pageSize);
    const offset = filters.bind((query.page - 1) * query.pageSize);
    const rows = await this.dataSource.query<{ event: NetworkEvent }[]>(
      `SELECT e.event FROM network_events e ${filters.where} ORDER BY e.sequence LIMIT ${limit} OFFSET ${offset}`,
      filters.values,
    );
    return rows.map((row) => row.event);
  }

  private async count(place: Place, query: ListNetworkEventsQuery): Promise<number> {
    const filters = filtersOf(place, query);
    const rows = await this.dataSource.query<{ total: number }[]>(
      `SELECT count(*)::int AS total FROM network_events e ${filters.where}`,
      filters.values,
    );
    return rows[0]?.total ?? 0;
  }
}
