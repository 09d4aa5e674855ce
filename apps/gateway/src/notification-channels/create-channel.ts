import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CreateNotificationChannel, NotificationChannelResponse } from '@wakeful/contracts';
import { NotificationChannelEntity, violatesUnique } from '@wakeful/persistence';
import { SecretBox } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { transact } from '../audit/in-transaction.js';
import { assertMonitorsExist } from '../monitors/assert-monitors-exist.js';
import { assertChannel, channelColumns } from './channel-config.js';
import { GetChannel } from './get-channel.js';
import { DuplicateChannelError } from './notification-channels.errors.js';

/** Stores a new notification channel; it is told of what happens from now on. */
@Injectable()
export class CreateChannel {
  constructor(
    private readonly dataSource: DataSource,
    private readonly box: SecretBox,
    private readonly getChannel: GetChannel,
  ) {}

  /** @throws InvalidRequestError, DuplicateChannelError */
  async execute(input: CreateNotificationChannel): Promise<NotificationChannelResponse> {
    assertChannel(input);
    const id = randomUUID();
    const row = { id, ...channelColumns(input, this.box), version: 1, updatedAt: new Date() };
    try {
      return await transact(this.dataSource, async (manager) => {
        await assertMonitorsExist(manager, input.monitorIds);
        await manager.getRepository(NotificationChannelEntity).insert(row);
        return this.getChannel.execute(id, manager);
      });
    } catch (error) {
      if (violatesUnique(error, 'notification_channels_name')) throw new DuplicateChannelError(input.name, error);
      throw error;
    }
  }
}
