import { Module } from '@nestjs/common';
import { GetMonitorStats } from './get-monitor-stats.js';
import { GetResponseTimes } from './get-response-times.js';
import { ListDailyStats } from './list-daily-stats.js';
import { ListHourlyStats } from './list-hourly-stats.js';
import { ListStats } from './list-stats.js';
import { StatsController } from './stats.controller.js';

@Module({
  controllers: [StatsController],
  providers: [GetMonitorStats, GetResponseTimes, ListStats, ListDailyStats, ListHourlyStats],
  exports: [GetMonitorStats],
})
export class StatsModule {}
