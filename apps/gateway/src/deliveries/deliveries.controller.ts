import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import { GatewayContext } from '../context/context.js';
import { Operation } from '../http/operation.js';
import { retryDelivery } from './change-deliveries.js';
import { listDeliveries, readDelivery } from './read-deliveries.js';

const tag = 'Alerts';

@Controller('deliveries')
export class DeliveriesController {
  constructor(private readonly context: GatewayContext) {}

  @Get()
  @Operation({
    id: 'listDeliveries',
    access: 'viewer',
    tag,
    summary: 'List deliveries, newest first',
    response: contracts.deliveryPage,
  })
  list(@Query({ schema: contracts.listDeliveriesQuery }) query: contracts.ListDeliveriesQuery) {
    return listDeliveries(this.context, query);
  }

  @Get(':id')
  @Operation({
    id: 'getDelivery',
    access: 'viewer',
    tag,
    summary: 'Get a delivery',
    response: contracts.delivery,
    problems: [404],
  })
  get(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters) {
    return readDelivery(this.context, id);
  }

  @Post(':id/retry')
  @HttpCode(200)
  @Operation({
    id: 'retryDelivery',
    access: 'editor',
    audit: { target: 'delivery' },
    tag,
    summary: 'Retry a failed delivery',
    response: contracts.delivery,
    problems: [404, 409],
  })
  retry(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters) {
    return retryDelivery(this.context, id);
  }
}
