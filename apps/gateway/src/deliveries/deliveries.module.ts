import { Module } from '@nestjs/common';
import { AuditTargets } from '../audit/audit-targets.js';
import { DeliveriesController } from './deliveries.controller.js';
import { readDelivery } from './read-deliveries.js';

@Module({ controllers: [DeliveriesController] })
export class DeliveriesModule {
  constructor(targets: AuditTargets) {
    targets.register('delivery', (id, database) => readDelivery({ database }, id));
  }
}
