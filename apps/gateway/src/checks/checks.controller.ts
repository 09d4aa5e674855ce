import { Controller, Get, Param, Query } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import { GatewayContext } from '../context/context.js';
import { Operation } from '../http/operation.js';
import { listChecks, listGaps, listLatestChecks, readOddities } from './read-checks.js';

const tag = 'Checks';

@Controller('monitors/:id')
export class ChecksController {
  constructor(private readonly context: GatewayContext) {}

  @Get('checks')
  @Operation({
    id: 'listChecks',
    access: 'viewer',
    tag,
    summary: 'List the checks of a monitor, newest first',
    description: 'With a selective filter, a response may have fewer items than its limit and still a cursor.',
    response: contracts.checkSeries,
    problems: [404],
  })
  list(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Query({ schema: contracts.listChecksQuery }) query: contracts.ListChecksQuery,
  ) {
    return listChecks(this.context, id, query);
  }

  @Get('checks/latest')
  @Operation({
    id: 'latestChecks',
    access: 'viewer',
    tag,
    summary: 'Get the latest check from each location',
    response: contracts.latestChecks,
    problems: [404],
  })
  latest(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters) {
    return listLatestChecks(this.context, id);
  }

  @Get('oddities')
  @Operation({
    id: 'getOddities',
    access: 'viewer',
    tag,
    summary: 'What strays from the standards in the newest good answer',
    response: contracts.monitorOddities,
    problems: [404],
  })
  oddities(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters) {
    return readOddities(this.context, id);
  }

  @Get('gaps')
  @Operation({
    id: 'listGaps',
    access: 'viewer',
    tag,
    summary: 'List gaps (missing results), newest first',
    response: contracts.gapSeries,
    problems: [404],
  })
  gaps(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Query({ schema: contracts.listGapsQuery }) query: contracts.ListGapsQuery,
  ) {
    return listGaps(this.context, id, query);
  }
}
