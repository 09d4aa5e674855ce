import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import { databaseNowMs } from '@wakeful/persistence';
import type { FastifyReply } from 'fastify';
import { GatewayContext } from '../context/context.js';
import { entityTag } from '../http/entity-tag.js';
import { Operation } from '../http/operation.js';
import { createMaintenance, deleteMaintenance, updateMaintenance } from './change-maintenance.js';
import { listMaintenance, previewMaintenance, readMaintenance } from './read-maintenance.js';

const tag = 'Maintenance';
const requestHeaders = {
  'If-Match': 'The ETag of the version you read. If it is outdated, the request fails with 412.',
};
const responseHeaders = { ETag: 'The version of the maintenance window.' };

@Controller('maintenance-windows')
export class MaintenanceWindowsController {
  constructor(private readonly context: GatewayContext) {}

  @Get()
  @Operation({
    id: 'listMaintenanceWindows',
    access: 'viewer',
    tag,
    summary: 'List maintenance windows: active, then next, then past ones',
    response: contracts.maintenanceWindowPage,
  })
  list(@Query({ schema: contracts.listMaintenanceWindowsQuery }) query: contracts.ListMaintenanceWindowsQuery) {
    return listMaintenance(this.context, query);
  }

  @Post()
  @Operation({
    id: 'createMaintenanceWindow',
    access: 'editor',
    audit: { target: 'maintenance window' },
    tag,
    summary: 'Create a maintenance window',
    description:
      'Alerts for its monitors are muted during the window, and its time is excluded from their uptime. It may be in ' +
      'the past.',
    status: 201,
    response: contracts.maintenanceWindow,
    responseHeaders: { ...responseHeaders, Location: 'The path of the new maintenance window.' },
  })
  async create(
    @Body({ schema: contracts.createMaintenanceWindow }) input: contracts.CreateMaintenanceWindow,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const window = await createMaintenance(this.context, input);
    reply.header('location', `/api/v1/maintenance-windows/${window.id}`).header('etag', entityTag(window.version));
    return window;
  }

  @Post('preview')
  @HttpCode(200)
  @Operation({
    id: 'previewMaintenance',
    access: 'viewer',
    audit: { none: 'It calculates and changes nothing.' },
    tag,
    summary: 'Show when a maintenance window would take place',
    description: 'The current and next occurrences by the rule that plans them when the window is saved.',
    response: contracts.maintenancePreview,
  })
  async preview(
    @Body({ schema: contracts.previewMaintenance }) input: contracts.PreviewMaintenance,
  ): Promise<contracts.MaintenancePreview> {
    return previewMaintenance(input, await databaseNowMs(this.context.database));
  }

  @Get(':id')
  @Operation({
    id: 'getMaintenanceWindow',
    access: 'viewer',
    tag,
    summary: 'Get a maintenance window',
    response: contracts.maintenanceWindow,
    responseHeaders,
    problems: [404],
  })
  async get(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const window = await readMaintenance(this.context, id);
    reply.header('etag', entityTag(window.version));
    return window;
  }

  @Patch(':id')
  @Operation({
    id: 'updateMaintenanceWindow',
    access: 'editor',
    audit: { target: 'maintenance window' },
    tag,
    summary: 'Update a maintenance window',
    description: 'Only the given fields change.',
    response: contracts.maintenanceWindow,
    requestHeaders,
    responseHeaders,
    problems: [404, 412],
  })
  async update(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Body({ schema: contracts.updateMaintenanceWindow }) changes: contracts.UpdateMaintenanceWindow,
    @Headers('If-Match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const window = await updateMaintenance(this.context, id, changes, ifMatch);
    reply.header('etag', entityTag(window.version));
    return window;
  }

  @Delete(':id')
  @HttpCode(204)
  @Operation({
    id: 'deleteMaintenanceWindow',
    access: 'editor',
    audit: { target: 'maintenance window' },
    tag,
    summary: 'Delete a maintenance window',
    description: 'It ends now. Past occurrences stay excluded from the statistics.',
    status: 204,
    response: null,
    requestHeaders,
    problems: [404, 412],
  })
  delete(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Headers('If-Match') ifMatch: string | undefined,
  ): Promise<void> {
    return deleteMaintenance(this.context, id, ifMatch);
  }
}
