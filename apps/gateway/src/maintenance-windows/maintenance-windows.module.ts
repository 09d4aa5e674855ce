import { Module } from '@nestjs/common';
import { AuditTargets } from '../audit/audit-targets.js';
import { MaintenanceWindowsController } from './maintenance-windows.controller.js';
import { readMaintenance } from './read-maintenance.js';

@Module({ controllers: [MaintenanceWindowsController] })
export class MaintenanceWindowsModule {
  constructor(targets: AuditTargets) {
    targets.register('maintenance window', (id, database) => readMaintenance({ database }, id));
  }
}
