import { Module } from '@nestjs/common';
import { CheckMonitorNow } from './check-monitor-now.js';
import { MonitorsModule } from '../monitors/monitors.module.js';
import { CheckNowController } from './check-now.controller.js';
import { ProbeNow } from './probe-now.js';
import { TryTarget } from './try-target.js';

@Module({
  imports: [MonitorsModule],
  controllers: [CheckNowController],
  providers: [ProbeNow, TryTarget, CheckMonitorNow],
})
export class ProbingModule {}
