import { Controller, Get, Param, Query } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import { Operation } from '../http/operation.js';
import { LatestChecks } from './latest-checks.js';
import { ListChecks } from './list-checks.js';
import { ListGaps } from './list-gaps.js';

const tag = 'Checks';

@Controller('monitors/:id')
export class ChecksController {
  constructor(
    private readonly listChecks: ListChecks,
    private readonly latestChecks: LatestChecks,
    private readonly listGaps: ListGaps,
  ) {}

  @Get('checks')
  @Operation({
    id: 'listChecks',
    access: 'viewer',
    tag,
    summary: 'List the checks of a monitor, newest first',
    description: 'With a filter that few checks pass, a page may have fewer items than its limit and still a cursor.',
    response: contracts.checkSeries,
    problems: [404],
  })
  list(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Query({ schema: contracts.listChecksQuery }) query: contracts.ListChecksQuery,
  ) {
    return this.listChecks.execute(id, query);
  }

  @Get('checks/latest')
  @Operation({
    id: 'latestChecks',
    access: 'viewer',
    tag,
    summary: 'The newest check from each location',
    response: contracts.latestChecks,
    problems: [404],
  })
  latest(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters) {
    return this.latestChecks.execute(id);
  }

  @Get('gaps')
  @Operation({
    id: 'listGaps',
    access: 'viewer',
    tag,
    summary: 'List where results are missing, newest first',
    response: contracts.gapSeries,
    problems: [404],
  })
  gaps(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Query({ schema: contracts.listGapsQuery }) query: contracts.ListGapsQuery,
  ) {
    return this.listGaps.execute(id, query);
  }
}
