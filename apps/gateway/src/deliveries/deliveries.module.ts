import { Module } from '@nestjs/common';
import { DeliveriesController } from './deliveries.controller.js';
import { GetDelivery } from './get-delivery.js';
import { ListDeliveries } from './list-deliveries.js';
import { RetryDelivery } from './retry-delivery.js';

@Module({ controllers: [DeliveriesController], providers: [ListDeliveries, GetDelivery, RetryDelivery] })
export class DeliveriesModule {}
