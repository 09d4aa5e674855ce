import { Module } from '@nestjs/common';
import { AuditTargets } from '../audit/audit-targets.js';
import { GatewayContext } from '../context/context.js';
import { MonitorsController } from './monitors.controller.js';
import { readMonitorForAudit } from './read-monitors.js';

@Module({ controllers: [MonitorsController] })
export class MonitorsModule {
  constructor(targets: AuditTargets, context: GatewayContext) {
    targets.register('monitor', (id, database) => readMonitorForAudit({ ...context, database }, id));
  }
}
