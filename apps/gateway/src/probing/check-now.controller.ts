import { Body, Controller, HttpCode, Param, Post, Query } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import { Operation } from '../http/operation.js';
import { GatewayContext } from '../context/context.js';
import { checkMonitorNow, tryTarget } from './check-now.js';

const tag = 'Checks';
const problems = [502, 503, 504];

@Controller()
export class CheckNowController {
  constructor(private readonly context: GatewayContext) {}

  @Post('monitors/:id/check')
  @HttpCode(200)
  @Operation({
    id: 'checkMonitorNow',
    access: 'editor',
    audit: { none: 'It measures and changes nothing.' },
    tag,
    summary: 'Check a monitor now',
    description: 'Answers with the result, which is also stored as a manual check.',
    response: contracts.checkNowResult,
    problems: [404, ...problems],
  })
  checkMonitor(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Query({ schema: contracts.checkNowQuery }) { location }: contracts.CheckNowQuery,
  ) {
    return checkMonitorNow(this.context, id, location);
  }

  @Post('check')
  @HttpCode(200)
  @Operation({
    id: 'tryTarget',
    access: 'editor',
    audit: { none: 'It measures and changes nothing.' },
    tag,
    summary: 'Try a target without storing anything',
    description: 'Takes what could be created as a monitor and answers with the result of one check.',
    response: contracts.checkNowResult,
    problems,
  })
  tryOut(
    @Body({ schema: contracts.createMonitor }) input: contracts.CreateMonitor,
    @Query({ schema: contracts.checkNowQuery }) { location }: contracts.CheckNowQuery,
  ) {
    return tryTarget(this.context, input, location);
  }
}
