import { Module } from '@nestjs/common';
import { AuditTargets } from '../audit/audit-targets.js';
import { NotificationChannelsController } from './notification-channels.controller.js';
import { readChannel } from './read-channels.js';

@Module({ controllers: [NotificationChannelsController] })
export class NotificationChannelsModule {
  constructor(targets: AuditTargets) {
    targets.register('notification channel', (id, database) => readChannel({ database }, id));
  }
}
