import { Injectable } from '@nestjs/common';
import type { DeliveryResponse, ListDeliveriesQuery, Page } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { Filters } from '../http/filters.js';
import { deliveryResponseOf, type DeliveryRow, deliverySelect } from './read-deliveries.js';

function filtersOf(query: ListDeliveriesQuery): Filters {
  const filters = new Filters();
  if (query.state) filters.add((value) => `d.state = ${value}`, query.state);
  if (query.channelId) filters.add((value) => `d.channel_id = ${value}`, query.channelId);
  if (query.monitorId) filters.add((value) => `d.monitor_id = ${value}`, query.monitorId);
  if (query.windowId) filters.add((value) => `d.window_id = ${value}`, query.windowId);
  return filters;
}

/** One page of the deliveries, newest first. */
@Injectable()
export class ListDeliveries {
  constructor(private readonly dataSource: DataSource) {}

  async execute(query: ListDeliveriesQuery): Promise<Page<DeliveryResponse>> {
    const { page, pageSize } = query;
    const [rows, total] = await Promise.all([this.rows(query), this.count(query)]);
    return { items: rows.map(deliveryResponseOf), total, page, pageSize };
  }

  private rows(query: ListDeliveriesQuery): Promise<DeliveryRow[]> {
    const filters = filtersOf(query);
    const limit = filters.bind(query.pageSize);
    const offset = filters.bind((query.page - 1) * query.pageSize);
    return this.dataSource.query<DeliveryRow[]>(
      `${deliverySelect} ${filters.where} ORDER BY d.created_at DESC, d.id LIMIT ${limit} OFFSET ${offset}`,
      filters.values,
    );
  }

  private async count(query: ListDeliveriesQuery): Promise<number> {
    const filters = filtersOf(query);
    const [row] = await this.dataSource.query<{ total: number }[]>(
      `SELECT count(*)::int AS total FROM deliveries d ${filters.where}`,
      filters.values,
    );
    return row?.total ?? 0;
  }
}
