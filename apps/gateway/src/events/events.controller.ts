import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { type LiveEventsQuery, liveEventsQuery } from '@wakeful/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Operation } from '../http/operation.js';
import { LiveClient } from './live-client.js';
import { LiveEvents } from './live-events.js';

@Controller('events')
export class EventsController {
  constructor(private readonly events: LiveEvents) {}

  @Get()
  @Operation({
    id: 'liveEvents',
    access: 'viewer',
    tag: 'Live',
    summary: 'What happens, as server-sent events',
    description:
      'Events: `status` (a status changed, data: StatusChanged), `downtime` (a downtime was opened or closed, data: ' +
      'LiveDowntime) and `check` (a check was stored, data: LiveCheck). Nothing is kept, and after a fault of a service an event may come twice: read ' +
      'the lists after a connection was lost.',
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
    reply.raw.once('close', () => this.events.remove(client));
  }
}
