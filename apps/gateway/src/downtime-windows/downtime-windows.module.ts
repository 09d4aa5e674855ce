import { Module } from '@nestjs/common';
import { AuditTargets } from '../audit/audit-targets.js';
import { DowntimeWindowsController } from './downtime-windows.controller.js';
import { readWindow } from './read-windows.js';

@Module({ controllers: [DowntimeWindowsController] })
export class DowntimeWindowsModule {
  constructor(targets: AuditTargets) {
    targets.register('downtime window', async (id, database) => {
      const { monitorId, rootCause, notes } = await readWindow({ database }, id);
      return { monitorId, rootCause, notes };
    });
  }
}
