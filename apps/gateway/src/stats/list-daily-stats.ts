import { Injectable } from '@nestjs/common';
import type { DailyStats, DailyStatsQuery } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { dailyStatsOf } from './daily-stats.js';

/** How some monitors were, day by day. */
@Injectable()
export class ListDailyStats {
  constructor(private readonly dataSource: DataSource) {}

  execute({ monitorIds, days }: DailyStatsQuery): Promise<DailyStats> {
    return dailyStatsOf(this.dataSource.manager, monitorIds, days);
  }
}
