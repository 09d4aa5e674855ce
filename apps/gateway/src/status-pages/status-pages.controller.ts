import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyReply } from 'fastify';
import { GatewayContext } from '../context/context.js';
import { entityTag } from '../http/entity-tag.js';
import { Operation } from '../http/operation.js';
import { createStatusPage, deleteStatusPage, updateStatusPage } from './change-status-pages.js';
import { listStatusPages, readStatusPage } from './read-status-pages.js';

const tag = 'Status pages';
const requestHeaders = {
  'If-Match': 'The ETag of the version you read. If it is outdated, the request fails with 412.',
};
const responseHeaders = { ETag: 'The version of the status page.' };

@Controller('status-pages')
export class StatusPagesController {
  constructor(private readonly context: GatewayContext) {}

  @Get()
  @Operation({
    id: 'listStatusPages',
    access: 'viewer',
    tag,
    summary: 'List status pages by title',
    response: contracts.statusPagePage,
  })
  list(@Query({ schema: contracts.listStatusPagesQuery }) query: contracts.ListStatusPagesQuery) {
    return listStatusPages(this.context, query);
  }

  @Post()
  @Operation({
    id: 'createStatusPage',
    access: 'editor',
    audit: { target: 'status page' },
    tag,
    summary: 'Create a status page',
    description:
      'After publishing, the page is at /status/{slug}. It is visible to everyone or, if password-protected, to whoever has the password.',
    status: 201,
    response: contracts.statusPage,
    responseHeaders: { ...responseHeaders, Location: 'The path of the new status page.' },
    problems: [409],
  })
  async create(
    @Body({ schema: contracts.createStatusPage }) input: contracts.CreateStatusPage,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const page = await createStatusPage(this.context, input);
    reply.header('location', `/api/v1/status-pages/${page.id}`).header('etag', entityTag(page.version));
    return page;
  }

  @Get(':id')
  @Operation({
    id: 'getStatusPage',
    access: 'viewer',
    tag,
    summary: 'Get a status page',
    response: contracts.statusPage,
    responseHeaders,
    problems: [404],
  })
  async get(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const page = await readStatusPage(this.context, id);
    reply.header('etag', entityTag(page.version));
    return page;
  }

  @Patch(':id')
  @Operation({
    id: 'updateStatusPage',
    access: 'editor',
    audit: { target: 'status page' },
    tag,
    summary: 'Update a status page',
    description: 'Only the given fields change.',
    response: contracts.statusPage,
    requestHeaders,
    responseHeaders,
    problems: [404, 409, 412],
  })
  async update(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Body({ schema: contracts.updateStatusPage }) changes: contracts.UpdateStatusPage,
    @Headers('If-Match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const page = await updateStatusPage(this.context, id, changes, ifMatch);
    reply.header('etag', entityTag(page.version));
    return page;
  }

  @Delete(':id')
  @HttpCode(204)
  @Operation({
    id: 'deleteStatusPage',
    access: 'editor',
    audit: { target: 'status page' },
    tag,
    summary: 'Delete a status page',
    description: 'Also deletes its updates.',
    status: 204,
    response: null,
    requestHeaders,
    problems: [404, 412],
  })
  delete(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Headers('If-Match') ifMatch: string | undefined,
  ): Promise<void> {
    return deleteStatusPage(this.context, id, ifMatch);
  }
}
