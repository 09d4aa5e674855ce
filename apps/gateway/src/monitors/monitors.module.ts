import { Module } from '@nestjs/common';
import { AuditTargets } from '../audit/audit-targets.js';
import { CreateMonitor } from './create-monitor.js';
import { GetMonitor } from './get-monitor.js';
import { monitorSnapshot } from './monitor-snapshot.js';
import { MonitorSecrets } from './monitor-secrets.js';
import { MonitorsController } from './monitors.controller.js';
import { UpdateMonitor } from './update-monitor.js';

@Module({
  controllers: [MonitorsController],
  providers: [CreateMonitor, GetMonitor, UpdateMonitor, MonitorSecrets],
  exports: [MonitorSecrets, GetMonitor],
})
export class MonitorsModule {
  constructor(targets: AuditTargets, secrets: MonitorSecrets) {
    targets.register('monitor', (id, manager) => monitorSnapshot(id, manager, secrets));
  }
}
