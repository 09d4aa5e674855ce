import { Module } from '@nestjs/common';
import { AuditTargets } from '../audit/audit-targets.js';
import { DeliveriesController } from './deliveries.controller.js';
import { GetDelivery } from './get-delivery.js';
import { ListDeliveries } from './list-deliveries.js';
import { RetryDelivery } from './retry-delivery.js';

@Module({ controllers: [DeliveriesController], providers: [ListDeliveries, GetDelivery, RetryDelivery] })
export class DeliveriesModule {
  constructor(targets: AuditTargets, getDelivery: GetDelivery) {
    targets.register('delivery', (id, manager) => getDelivery.execute(id, manager));
  }
}
