import { Injectable } from '@nestjs/common';
import type { NotificationChannelResponse } from '@wakeful/contracts';
import { NotificationChannelEntity } from '@wakeful/persistence';
import { DataSource } from 'typeorm';
import { channelResponseOf } from './channel-config.js';
import { ChannelNotFoundError } from './notification-channels.errors.js';

/** One notification channel, without its secrets. */
@Injectable()
export class GetChannel {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws ChannelNotFoundError */
  async execute(id: string, manager = this.dataSource.manager): Promise<NotificationChannelResponse> {
    const row = await manager.getRepository(NotificationChannelEntity).findOneBy({ id });
    if (!row) throw new ChannelNotFoundError(id);
    return channelResponseOf(row);
  }
}
