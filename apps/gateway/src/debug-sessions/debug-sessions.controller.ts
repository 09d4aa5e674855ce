import { Controller, Get, type OnModuleDestroy, Param, Post, Query, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyReply } from 'fastify';
import { GatewayContext } from '../context/context.js';
import { Operation } from '../http/operation.js';
import { listDebugSessions, listNetworkEvents, readDebugSession } from './read-debug-sessions.js';
import { startDebugSession, waitForSession } from './start-debug-session.js';

const tag = 'Debug sessions';

@Controller()
export class DebugSessionsController implements OnModuleDestroy {
  readonly #stopping = new AbortController();

  constructor(private readonly context: GatewayContext) {}

  /** A stopping service does not wait out the full minute. */
  onModuleDestroy(): void {
    this.#stopping.abort();
  }

  @Post('monitors/:id/debug-sessions')
  @Operation({
    id: 'startDebugSession',
    access: 'editor',
    audit: { none: 'It changes no configuration: the session itself is the record.' },
    tag,
    summary: 'Run a browser check of a monitor',
    description: 'Returns the queued session at once, or the finished one: see waitSeconds.',
    status: 202,
    otherStatuses: [200],
    response: contracts.debugSession,
    responseHeaders: { Location: 'The path of the debug session.' },
    problems: [404, 429, 503],
  })
  async start(
    @Param({ schema: contracts.idParameters }) { id: monitorId }: contracts.IdParameters,
    @Query({ schema: contracts.startDebugSessionQuery }) { waitSeconds }: contracts.StartDebugSessionQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const id = await startDebugSession(this.context, monitorId);
    const giveUp = AbortSignal.any([gone.signal, this.#stopping.signal]);
    await waitForSession(this.context, id, waitSeconds * 1000, giveUp);
    const session = await readDebugSession(this.context, id);
    reply.header('location', `/api/v1/debug-sessions/${id}`).status(session.state === 'queued' ? 202 : 200);
    return session;
  }

  @Get('monitors/:id/debug-sessions')
  @Operation({
    id: 'listDebugSessions',
    access: 'viewer',
    tag,
    summary: 'List the debug sessions of a monitor, newest first',
    response: contracts.debugSessionPage,
    problems: [404],
  })
  list(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Query({ schema: contracts.listDebugSessionsQuery }) query: contracts.ListDebugSessionsQuery,
  ) {
    return listDebugSessions(this.context, id, query);
  }

  @Get('debug-sessions/:id')
  @Operation({
    id: 'getDebugSession',
    access: 'viewer',
    tag,
    summary: 'Get a debug session with its evidence',
    response: contracts.debugSession,
    problems: [404],
  })
  get(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters) {
    return readDebugSession(this.context, id);
  }

  @Get('debug-sessions/:id/events')
  @Operation({
    id: 'listNetworkEvents',
    access: 'viewer',
    tag,
    summary: 'List the network events of a debug session in order',
    description: 'Empty until the debug session has ended, and again after its evidence has expired.',
    response: contracts.networkEventPage,
    problems: [404],
  })
  events(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Query({ schema: contracts.listNetworkEventsQuery }) query: contracts.ListNetworkEventsQuery,
  ) {
    return listNetworkEvents(this.context, id, query);
  }
}
