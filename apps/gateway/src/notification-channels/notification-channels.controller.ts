import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyReply } from 'fastify';
import { GatewayContext } from '../context/context.js';
import { entityTag } from '../http/entity-tag.js';
import { Operation } from '../http/operation.js';
import { createChannel, deleteChannel, testChannel, updateChannel } from './change-channels.js';
import { listChannels, readAlertStatus, readChannel } from './read-channels.js';

const tag = 'Alerts';
const requestHeaders = {
  'If-Match': 'The ETag of the version you read. If it is outdated, the request fails with 412.',
};
const responseHeaders = { ETag: 'The version of the channel.' };

@Controller('notification-channels')
export class NotificationChannelsController {
  constructor(private readonly context: GatewayContext) {}

  @Get()
  @Operation({
    id: 'listNotificationChannels',
    access: 'viewer',
    tag,
    summary: 'List notification channels',
    response: contracts.notificationChannelPage,
  })
  list(@Query({ schema: contracts.listNotificationChannelsQuery }) query: contracts.ListNotificationChannelsQuery) {
    return listChannels(this.context, query);
  }

  @Post()
  @Operation({
    id: 'createNotificationChannel',
    access: 'editor',
    audit: { target: 'notification channel' },
    tag,
    summary: 'Create a notification channel',
    description: 'Only a name and settings are required: it then receives all outages. Secrets are never shown again.',
    status: 201,
    response: contracts.notificationChannel,
    responseHeaders: { ...responseHeaders, Location: 'The path of the new channel.' },
    problems: [409],
  })
  async create(
    @Body({ schema: contracts.createNotificationChannel }) input: contracts.CreateNotificationChannel,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const channel = await createChannel(this.context, input);
    reply.header('location', `/api/v1/notification-channels/${channel.id}`).header('etag', entityTag(channel.version));
    return channel;
  }

  @Get('status')
  @Operation({
    id: 'getAlertStatus',
    access: 'viewer',
    tag,
    summary: 'Get the state of all channels, and how many monitors none covers',
    response: contracts.alertStatus,
  })
  status() {
    return readAlertStatus(this.context);
  }

  @Get(':id')
  @Operation({
    id: 'getNotificationChannel',
    access: 'viewer',
    tag,
    summary: 'Get a notification channel',
    response: contracts.notificationChannel,
    responseHeaders,
    problems: [404],
  })
  async get(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const channel = await readChannel(this.context, id);
    reply.header('etag', entityTag(channel.version));
    return channel;
  }

  @Patch(':id')
  @Operation({
    id: 'updateNotificationChannel',
    access: 'editor',
    audit: { target: 'notification channel' },
    tag,
    summary: 'Update a notification channel',
    description:
      'Only the given fields change; settings are replaced as a whole. A secret sent back as *** keeps its ' +
      'value, unless the receiver changes.',
    response: contracts.notificationChannel,
    requestHeaders,
    responseHeaders,
    problems: [404, 409, 412],
  })
  async update(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Body({ schema: contracts.updateNotificationChannel }) changes: contracts.UpdateNotificationChannel,
    @Headers('If-Match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const channel = await updateChannel(this.context, id, changes, ifMatch);
    reply.header('etag', entityTag(channel.version));
    return channel;
  }

  @Delete(':id')
  @HttpCode(204)
  @Operation({
    id: 'deleteNotificationChannel',
    access: 'editor',
    audit: { target: 'notification channel' },
    tag,
    summary: 'Delete a notification channel',
    description:
      'Incidents that it has opened at PagerDuty or Opsgenie are closed there first. If that fails the channel stays, unless ' +
      '`leaveOpen` is true.',
    status: 204,
    response: null,
    requestHeaders,
    problems: [404, 409, 412, 502],
  })
  delete(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Query({ schema: contracts.deleteChannelQuery }) query: contracts.DeleteChannelQuery,
    @Headers('If-Match') ifMatch: string | undefined,
  ): Promise<void> {
    return deleteChannel(this.context, id, ifMatch, query);
  }

  @Post(':id/test')
  @HttpCode(200)
  @Operation({
    id: 'testNotificationChannel',
    access: 'editor',
    audit: { none: 'It sends a message and changes no configuration.' },
    tag: 'Alerts',
    summary: 'Send a test message through a notification channel',
    description: "Returns the receiver's response, also when it rejected the message.",
    response: contracts.channelTestResult,
    problems: [404, 502, 503, 504],
  })
  test(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters) {
    return testChannel(this.context, id);
  }
}
