import { Module } from '@nestjs/common';
import { GetMonitorStats } from './get-monitor-stats.js';
import { ListDailyStats } from './list-daily-stats.js';
import { ListStats } from './list-stats.js';
import { StatsController } from './stats.controller.js';

@Module({
  controllers: [StatsController],
  providers: [GetMonitorStats, ListStats, ListDailyStats],
  exports: [GetMonitorStats],
})
export class StatsModule {}
