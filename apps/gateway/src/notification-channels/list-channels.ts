import { Injectable } from '@nestjs/common';
import type { ListNotificationChannelsQuery, NotificationChannelResponse, Page } from '@wakeful/contracts';
import { NotificationChannelEntity } from '@wakeful/persistence';
import { DataSource } from 'typeorm';
import { channelResponseOf } from './channel-config.js';

/** One page of the notification channels, by name. */
@Injectable()
export class ListChannels {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ page, pageSize }: ListNotificationChannelsQuery): Promise<Page<NotificationChannelResponse>> {
    const [rows, total] = await this.dataSource.getRepository(NotificationChannelEntity).findAndCount({
      order: { name: 'ASC', id: 'ASC' },
      skip: (page - 1) * pageSize,
      take: pageSize,
    });
    return { items: rows.map(channelResponseOf), total, page, pageSize };
  }
}
