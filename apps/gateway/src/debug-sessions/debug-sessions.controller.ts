import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyReply } from 'fastify';
import { Operation } from '../http/operation.js';
import { GetSession } from './get-session.js';
import { ListNetworkEvents } from './list-network-events.js';
import { ListSessions } from './list-sessions.js';
import { StartSession } from './start-session.js';
import { WaitForSession } from './wait-for-session.js';

const tag = 'Debug sessions';

@Controller()
export class DebugSessionsController {
  constructor(
    private readonly startSession: StartSession,
    private readonly waitForSession: WaitForSession,
    private readonly getSession: GetSession,
    private readonly listSessions: ListSessions,
    private readonly listNetworkEvents: ListNetworkEvents,
  ) {}

  @Post('monitors/:id/debug-sessions')
  @Operation({
    id: 'startDebugSession',
    access: 'editor',
    audit: { none: 'It changes nothing: the session itself is the record.' },
    tag,
    summary: 'Have a browser visit the page of a monitor',
    description:
      'Answers at once with the session that waits for its browser, or with the finished one: see waitSeconds.',
    status: 202,
    otherStatuses: [200],
    response: contracts.debugSession,
    responseHeaders: { Location: 'The path of the session.' },
    problems: [404, 429, 503],
  })
  async start(
    @Param({ schema: contracts.idParameters }) { id: monitorId }: contracts.IdParameters,
    @Query({ schema: contracts.startDebugSessionQuery }) { waitSeconds }: contracts.StartDebugSessionQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const id = await this.startSession.execute(monitorId);
    await this.waitForSession.execute(id, waitSeconds * 1000, gone.signal);
    const session = await this.getSession.execute(id);
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
    return this.listSessions.execute(id, query);
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
    return this.getSession.execute(id);
  }

  @Get('debug-sessions/:id/events')
  @Operation({
    id: 'listNetworkEvents',
    access: 'viewer',
    tag,
    summary: 'List what happened on the network during a debug session, in order',
    description: 'Empty until the session has ended, and again when its evidence is older than it is kept.',
    response: contracts.networkEventPage,
    problems: [404],
  })
  events(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Query({ schema: contracts.listNetworkEventsQuery }) query: contracts.ListNetworkEventsQuery,
  ) {
    return this.listNetworkEvents.execute(id, query);
  }
}
