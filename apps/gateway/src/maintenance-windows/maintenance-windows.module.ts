import { Module } from '@nestjs/common';
import { AuditTargets } from '../audit/audit-targets.js';
import { CreateMaintenance } from './create-maintenance.js';
import { DeleteMaintenance } from './delete-maintenance.js';
import { GetMaintenance } from './get-maintenance.js';
import { ListMaintenance } from './list-maintenance.js';
import { MaintenanceWindowsController } from './maintenance-windows.controller.js';
import { UpdateMaintenance } from './update-maintenance.js';

@Module({
  controllers: [MaintenanceWindowsController],
  providers: [CreateMaintenance, ListMaintenance, GetMaintenance, UpdateMaintenance, DeleteMaintenance],
})
export class MaintenanceWindowsModule {
  constructor(targets: AuditTargets, getMaintenance: GetMaintenance) {
    targets.register('maintenance window', (id, manager) => getMaintenance.execute(id, manager));
  }
}
