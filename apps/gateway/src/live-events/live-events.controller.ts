import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { type LiveEventsQuery, liveEventsQuery } from '@wakeful/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Authenticator } from '../access/authenticator.js';
import { SecondFactorRule } from '../access/second-factor-check.js';
import { Operation } from '../http/operation.js';
import { UnauthenticatedError } from '../identity/access.errors.js';
import { LiveClient, LiveEvents } from './live-events.js';

/** How long a stream may outlive the key or the session that opened it. */
const RECHECK_INTERVAL_MS = 5_000;

@Controller('events')
export class LiveEventsController {
  constructor(
    private readonly events: LiveEvents,
    private readonly authenticator: Authenticator,
    private readonly secondFactor: SecondFactorRule,
  ) {}

  @Get()
  @Operation({
    id: 'liveEvents',
    access: 'viewer',
    tag: 'Live',
    summary: 'Stream live events (server-sent events)',
    description:
      'Events: `status` (a status changed, data: StatusChanged), `downtime` (a downtime was opened or closed, data: ' +
      'LiveDowntime) and `check` (a check was stored, data: LiveCheck). Events are not stored and may arrive twice after a service failure: reload ' +
      'the lists after a lost connection.',
    response: z.string().meta({ example: 'event: check\ndata: {"status":"up"}\n\n' }),
    responseType: 'text/event-stream',
  })
  open(
    @Query({ schema: liveEventsQuery }) { monitorId }: LiveEventsQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    reply.hijack();
    const client = new LiveClient(reply.raw, monitorId);
    client.open(request.id);
    this.events.add(client);
    const check = setInterval(() => void this.endIfRevoked(client, request), RECHECK_INTERVAL_MS);
    reply.raw.once('close', () => {
      clearInterval(check);
      this.events.remove(client);
    });
  }

  /**
   * The key may be revoked, the session ended or a second factor required while the stream is open; an unavailable database ends nothing.
   */
  private async endIfRevoked(client: LiveClient, request: FastifyRequest): Promise<void> {
    try {
      const principal = await this.authenticator.identify(request);
      if (!(await this.secondFactor.isMetBy(principal))) client.end();
    } catch (error) {
      if (error instanceof UnauthenticatedError) client.end();
    }
  }
}
