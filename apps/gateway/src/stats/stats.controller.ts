import { Controller, Get, Param, Query } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import { GatewayContext } from '../context/context.js';
import { Operation } from '../http/operation.js';
import { StatsOfAll } from './all-stats.js';
import { listDailyStats, listHourlyStats, readMonitorStats } from './monitor-stats.js';
import { readResponseTimes } from './response-times.js';

const tag = 'Statistics';

@Controller()
export class StatsController {
  constructor(
    private readonly context: GatewayContext,
    private readonly statsOfAll: StatsOfAll,
  ) {}

  @Get('monitors/:id/stats')
  @Operation({
    id: 'getMonitorStats',
    access: 'viewer',
    tag,
    summary: 'Get availability, coverage and response times of a monitor',
    description:
      'Availability is the share of the known time that was up; coverage is the share of the monitored time that is known. ' +
      'Both are computed from exact intervals rather than by counting checks.',
    response: contracts.monitorStats,
    problems: [404],
  })
  get(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Query({ schema: contracts.statsQuery }) { window: period }: contracts.StatsQuery,
  ): Promise<contracts.MonitorStats> {
    return readMonitorStats(this.context, id, period);
  }

  @Get('monitors/:id/response-times')
  @Operation({
    id: 'getResponseTimes',
    access: 'viewer',
    tag,
    summary: 'Get response times of a monitor over time',
    description:
      'A range of up to one day comes from raw checks while they are kept, in buckets of 10 seconds to 5 minutes; others ' +
      'from hourly rollups, in hours up to 16 days and then in buckets of up to a day. The bucket length is determined by the ' +
      'part of the range in which the monitor existed. Response times are of checks that were up or degraded. Single ' +
      'checks: `/monitors/{id}/checks`.',
    response: contracts.responseTimes,
    problems: [404],
  })
  responseTimes(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Query({ schema: contracts.responseTimesQuery }) query: contracts.ResponseTimesQuery,
  ): Promise<contracts.ResponseTimes> {
    return readResponseTimes(this.context, id, query);
  }

  @Get('stats')
  @Operation({
    id: 'listStats',
    access: 'viewer',
    tag,
    summary: 'Get availability, coverage and response time of every monitor and in total',
    response: contracts.allStats,
  })
  list(@Query({ schema: contracts.statsQuery }) { window: period }: contracts.StatsQuery): Promise<contracts.AllStats> {
    return this.statsOfAll.read(period);
  }

  @Get('stats/daily')
  @Operation({
    id: 'listDailyStats',
    access: 'viewer',
    tag,
    summary: 'Get daily availability and coverage of some monitors',
    description: 'Days are in UTC; the last one is today. Monitors that do not exist are left out.',
    response: contracts.dailyStats,
  })
  listDaily(
    @Query({ schema: contracts.dailyStatsQuery }) query: contracts.DailyStatsQuery,
  ): Promise<contracts.DailyStats> {
    return listDailyStats(this.context, query);
  }

  @Get('stats/hourly')
  @Operation({
    id: 'listHourlyStats',
    access: 'viewer',
    tag,
    summary: 'Get hourly response times and failures of some monitors',
    description: 'Hours are in UTC; the last one is the current one. Monitors that do not exist are left out.',
    response: contracts.hourlyStats,
  })
  listHourly(
    @Query({ schema: contracts.hourlyStatsQuery }) query: contracts.HourlyStatsQuery,
  ): Promise<contracts.HourlyStats> {
    return listHourlyStats(this.context, query);
  }
}
