import { Module } from '@nestjs/common';
import { AuditTargets } from '../audit/audit-targets.js';
import { readPage } from './read-pages.js';
import { readUpdate } from './read-updates.js';
import { StatusPagesController } from './status-pages.controller.js';
import { StatusUpdatesController } from './status-updates.controller.js';

@Module({ controllers: [StatusPagesController, StatusUpdatesController] })
export class StatusPagesModule {
  constructor(targets: AuditTargets) {
    targets.register('status page', (id, database) => readPage({ database }, id));
    targets.register('status update', (id, database) => readUpdate({ database }, null, id));
  }
}
