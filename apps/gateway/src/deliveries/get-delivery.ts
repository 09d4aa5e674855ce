import { Injectable } from '@nestjs/common';
import type { DeliveryResponse } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { NotFoundError } from '../http/request-error.js';
import { deliveryResponseOf, type DeliveryRow, deliverySelect } from './read-deliveries.js';

/** One delivery. */
@Injectable()
export class GetDelivery {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws NotFoundError */
  async execute(id: string, manager = this.dataSource.manager): Promise<DeliveryResponse> {
    const [row] = await manager.query<DeliveryRow[]>(`${deliverySelect} WHERE d.id = $1`, [id]);
    if (!row) throw new NotFoundError('delivery', id);
    return deliveryResponseOf(row);
  }
}
