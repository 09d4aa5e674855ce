import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyReply } from 'fastify';
import { GatewayContext } from '../context/context.js';
import { entityTag } from '../http/entity-tag.js';
import { Operation } from '../http/operation.js';
import { changeStatusUpdate, deleteStatusUpdate, postStatusUpdate } from './change-status-updates.js';
import { listStatusUpdates, readStatusUpdate } from './read-status-updates.js';

const tag = 'Status pages';
const requestHeaders = {
  'If-Match': 'The ETag of the version you read. If it is outdated, the request fails with 412.',
};
const responseHeaders = { ETag: 'The version of the update.' };

@Controller('status-pages/:pageId/updates')
export class StatusUpdatesController {
  constructor(private readonly context: GatewayContext) {}

  @Get()
  @Operation({
    id: 'listStatusUpdates',
    access: 'viewer',
    tag,
    summary: 'List the updates of a status page, most recent first',
    response: contracts.statusUpdatePage,
    problems: [404],
  })
  list(
    @Param({ schema: contracts.pageIdParameters }) { pageId }: contracts.PageIdParameters,
    @Query({ schema: contracts.listStatusPagesQuery }) query: contracts.ListStatusPagesQuery,
  ) {
    return listStatusUpdates(this.context, pageId, query);
  }

  @Post()
  @Operation({
    id: 'createStatusUpdate',
    access: 'editor',
    audit: { target: 'status update' },
    tag,
    summary: 'Create an update of a status page',
    description: 'A posted incident or scheduled maintenance. Each change with a body adds a message to its history.',
    status: 201,
    response: contracts.statusUpdate,
    responseHeaders: { ...responseHeaders, Location: 'The path of the new update.' },
    problems: [404],
  })
  async create(
    @Param({ schema: contracts.pageIdParameters }) { pageId }: contracts.PageIdParameters,
    @Body({ schema: contracts.createStatusUpdate }) input: contracts.CreateStatusUpdate,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const update = await postStatusUpdate(this.context, pageId, input);
    reply
      .header('location', `/api/v1/status-pages/${pageId}/updates/${update.id}`)
      .header('etag', entityTag(update.version));
    return update;
  }

  @Get(':id')
  @Operation({
    id: 'getStatusUpdate',
    access: 'viewer',
    tag,
    summary: 'Get an update of a status page',
    response: contracts.statusUpdate,
    responseHeaders,
    problems: [404],
  })
  async get(
    @Param({ schema: contracts.updateIdParameters }) { pageId, id }: contracts.UpdateIdParameters,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const update = await readStatusUpdate(this.context, pageId, id);
    reply.header('etag', entityTag(update.version));
    return update;
  }

  @Patch(':id')
  @Operation({
    id: 'updateStatusUpdate',
    access: 'editor',
    audit: { target: 'status update' },
    tag,
    summary: 'Change an update of a status page',
    description: 'Only the given fields change.',
    response: contracts.statusUpdate,
    requestHeaders,
    responseHeaders,
    problems: [404, 412],
  })
  async update(
    @Param({ schema: contracts.updateIdParameters }) { pageId, id }: contracts.UpdateIdParameters,
    @Body({ schema: contracts.updateStatusUpdate }) changes: contracts.UpdateStatusUpdate,
    @Headers('If-Match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const update = await changeStatusUpdate(this.context, pageId, id, changes, ifMatch);
    reply.header('etag', entityTag(update.version));
    return update;
  }

  @Delete(':id')
  @HttpCode(204)
  @Operation({
    id: 'deleteStatusUpdate',
    access: 'editor',
    audit: { target: 'status update' },
    tag,
    summary: 'Delete an update of a status page',
    description: 'Also removes it, with its history, from the page and its feeds.',
    status: 204,
    response: null,
    requestHeaders,
    problems: [404, 412],
  })
  delete(
    @Param({ schema: contracts.updateIdParameters }) { pageId, id }: contracts.UpdateIdParameters,
    @Headers('If-Match') ifMatch: string | undefined,
  ): Promise<void> {
    return deleteStatusUpdate(this.context, pageId, id, ifMatch);
  }
}
