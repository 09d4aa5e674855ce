import { Module } from '@nestjs/common';
import { AuditTargets } from '../audit/audit-targets.js';
import { MonitorsModule } from '../monitors/monitors.module.js';
import { DowntimeWindowsController } from './downtime-windows.controller.js';
import { GetWindow } from './get-window.js';
import { ListCorrections } from './list-corrections.js';
import { ListWindows } from './list-windows.js';
import { UpdateWindow } from './update-window.js';

@Module({
  imports: [MonitorsModule],
  controllers: [DowntimeWindowsController],
  providers: [ListWindows, ListCorrections, GetWindow, UpdateWindow],
})
export class DowntimeWindowsModule {
  constructor(targets: AuditTargets, getWindow: GetWindow) {
    targets.register('downtime window', async (id, manager) => {
      const { monitorId, rootCause, notes } = await getWindow.execute(id, manager);
      return { monitorId, rootCause, notes };
    });
  }
}
