import { Body, Controller, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyReply } from 'fastify';
import { GatewayContext } from '../context/context.js';
import { Operation } from '../http/operation.js';
import { checkMonitorNow, tryTarget } from './check-now.js';

const tag = 'Checks';

/** The list of checks that has exactly this one. */
function pathOf(monitorId: string, { scheduledAt, location }: { scheduledAt: string; location: string }): string {
  const to = new Date(Date.parse(scheduledAt) + 1).toISOString();
  return `/api/v1/monitors/${monitorId}/checks?${new URLSearchParams({ from: scheduledAt, to, location }).toString()}`;
}

@Controller()
export class CheckNowController {
  constructor(private readonly context: GatewayContext) {}

  @Post('monitors/:id/check')
  @Operation({
    id: 'checkMonitorNow',
    access: 'editor',
    audit: { none: 'It measures and changes no configuration.' },
    tag,
    summary: 'Check a monitor now',
    description:
      '200: the result, stored as a manual check. 202: a checker was asked, but no result is stored yet; ' +
      'Location is where it will appear. 502: the checker failed. 503: no checker was available.',
    otherStatuses: [202],
    response: contracts.checkNowResult,
    acceptedResponse: contracts.checkNowPending,
    responseHeaders: { Location: 'The path of the list that contains the check once it is stored.' },
    problems: [404, 502, 503],
  })
  async checkMonitor(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Query({ schema: contracts.checkNowQuery }) { location }: contracts.CheckNowQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const outcome = await checkMonitorNow(this.context, id, location);
    reply.header('location', pathOf(id, outcome.isStored ? outcome.result : outcome.pending));
    reply.status(outcome.isStored ? 200 : 202);
    return outcome.isStored ? outcome.result : outcome.pending;
  }

  @Post('check')
  @HttpCode(200)
  @Operation({
    id: 'tryTarget',
    access: 'editor',
    audit: { none: 'It measures and changes no configuration.' },
    tag,
    summary: 'Test a monitor configuration without storing anything',
    description: 'Accepts the body of a new monitor and returns the result of one check.',
    response: contracts.checkNowResult,
    problems: [502, 503, 504],
  })
  tryOut(
    @Body({ schema: contracts.createMonitor }) input: contracts.CreateMonitor,
    @Query({ schema: contracts.checkNowQuery }) { location }: contracts.CheckNowQuery,
  ) {
    return tryTarget(this.context, input, location);
  }
}
