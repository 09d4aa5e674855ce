import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import { Operation } from '../http/operation.js';
import { GetMonitorStats } from './get-monitor-stats.js';
import { ListDailyStats } from './list-daily-stats.js';
import { ListStats } from './list-stats.js';

const tag = 'Statistics';

@Controller()
export class StatsController {
  constructor(
    @Inject(GetMonitorStats) private readonly getMonitorStats: GetMonitorStats,
    @Inject(ListStats) private readonly listStats: ListStats,
    @Inject(ListDailyStats) private readonly listDailyStats: ListDailyStats,
  ) {}

  @Get('monitors/:id/stats')
  @Operation({
    id: 'getMonitorStats',
    access: 'viewer',
    tag,
    summary: 'Availability, coverage and response times of a monitor',
    description:
      'Availability is the time up of the time that is known; coverage says how much of the monitored time is known. ' +
      'Both come from exact intervals, not from counting checks.',
    response: contracts.monitorStats,
    problems: [404],
  })
  get(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Query({ schema: contracts.statsQuery }) { window }: contracts.StatsQuery,
  ): Promise<contracts.MonitorStats> {
    return this.getMonitorStats.execute(id, window);
  }

  @Get('stats')
  @Operation({
    id: 'listStats',
    access: 'viewer',
    tag,
    summary: 'Availability, coverage and response time of every monitor, and of all together',
    response: contracts.allStats,
  })
  list(@Query({ schema: contracts.statsQuery }) { window }: contracts.StatsQuery): Promise<contracts.AllStats> {
    return this.listStats.execute(window);
  }

  @Get('stats/daily')
  @Operation({
    id: 'listDailyStats',
    access: 'viewer',
    tag,
    summary: 'Availability and coverage of some monitors, day by day',
    description: 'Days are in UTC, the last one is today. A monitor that does not exist is left out.',
    response: contracts.dailyStats,
  })
  listDaily(
    @Query({ schema: contracts.dailyStatsQuery }) query: contracts.DailyStatsQuery,
  ): Promise<contracts.DailyStats> {
    return this.listDailyStats.execute(query);
  }
}
