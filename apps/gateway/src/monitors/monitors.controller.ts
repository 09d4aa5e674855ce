import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyReply } from 'fastify';
import { GatewayContext } from '../context/context.js';
import { entityTag } from '../http/entity-tag.js';
import { Operation } from '../http/operation.js';
import { createMonitor, deleteMonitor, updateMonitor } from './change-monitors.js';
import { listMonitors, readMonitor } from './read-monitors.js';

const tag = 'Monitors';
const requestHeaders = {
  'If-Match': 'The ETag of the version you read. If it is outdated, the request fails with 412.',
};
const responseHeaders = { ETag: 'The version of the configuration.' };

@Controller('monitors')
export class MonitorsController {
  constructor(private readonly context: GatewayContext) {}

  @Get()
  @Operation({ id: 'listMonitors', access: 'viewer', tag, summary: 'List monitors', response: contracts.monitorPage })
  list(@Query({ schema: contracts.listMonitorsQuery }) query: contracts.ListMonitorsQuery) {
    return listMonitors(this.context, query);
  }

  @Post()
  @Operation({
    id: 'createMonitor',
    access: 'editor',
    audit: { target: 'monitor' },
    tag,
    summary: 'Create a monitor',
    description: 'Only a URL is required. The first check of an enabled monitor runs immediately.',
    status: 201,
    response: contracts.monitorResponse,
    responseHeaders: { ...responseHeaders, Location: 'The path of the new monitor.' },
    problems: [409],
  })
  async create(
    @Body({ schema: contracts.createMonitor }) input: contracts.CreateMonitor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const monitor = await createMonitor(this.context, input);
    reply.header('location', `/api/v1/monitors/${monitor.id}`).header('etag', entityTag(monitor.version));
    return monitor;
  }

  @Get(':id')
  @Operation({
    id: 'getMonitor',
    access: 'viewer',
    tag,
    summary: 'Get a monitor',
    response: contracts.monitorResponse,
    responseHeaders,
    problems: [404],
  })
  async get(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const monitor = await readMonitor(this.context, id);
    reply.header('etag', entityTag(monitor.version));
    return monitor;
  }

  @Patch(':id')
  @Operation({
    id: 'updateMonitor',
    access: 'editor',
    audit: { target: 'monitor' },
    tag,
    summary: 'Update a monitor',
    description: 'Only the given fields change. A secret sent back as *** keeps its value.',
    response: contracts.monitorResponse,
    requestHeaders,
    responseHeaders,
    problems: [404, 409, 412],
  })
  async update(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Body({ schema: contracts.updateMonitor }) changes: contracts.UpdateMonitor,
    @Headers('If-Match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const monitor = await updateMonitor(this.context, id, changes, ifMatch);
    reply.header('etag', entityTag(monitor.version));
    return monitor;
  }

  @Delete(':id')
  @HttpCode(204)
  @Operation({
    id: 'deleteMonitor',
    access: 'editor',
    audit: { target: 'monitor' },
    tag,
    summary: 'Delete a monitor',
    status: 204,
    response: null,
    requestHeaders,
    problems: [404, 412],
  })
  delete(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Headers('If-Match') ifMatch: string | undefined,
  ): Promise<void> {
    return deleteMonitor(this.context, id, ifMatch);
  }
}
