import { Injectable } from '@nestjs/common';
import type { NotificationChannelResponse, UpdateNotificationChannel } from '@wakeful/contracts';
import { NotificationChannelEntity, violatesUnique } from '@wakeful/persistence';
import { SecretBox } from '@wakeful/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { transact } from '../audit/in-transaction.js';
import { assertVersion } from '../http/entity-tag.js';
import { assertMonitorsExist } from '../monitors/assert-monitors-exist.js';
import { assertChannel, channelColumns, channelConfigOf } from './channel-config.js';
import { revealChannelSecrets } from './channel-secrets.js';
import { endRest } from './end-rest.js';
import { GetChannel } from './get-channel.js';
import { ChannelNotFoundError, DuplicateChannelError } from './notification-channels.errors.js';

/** Changes the named fields of a notification channel. */
@Injectable()
export class UpdateChannel {
  constructor(
    private readonly dataSource: DataSource,
    private readonly box: SecretBox,
    private readonly getChannel: GetChannel,
  ) {}

  /** @throws InvalidRequestError, ChannelNotFoundError, DuplicateChannelError, VersionMismatchError */
  async execute(
    id: string,
    changes: UpdateNotificationChannel,
    ifMatch?: string,
  ): Promise<NotificationChannelResponse> {
    try {
      return await transact(this.dataSource, async (manager) => {
        const lock = { mode: 'for_no_key_update' } as const;
        const row = await manager.getRepository(NotificationChannelEntity).findOne({ where: { id }, lock });
        if (!row) throw new ChannelNotFoundError(id);
        assertVersion(ifMatch, row.version);
        if (Object.keys(changes).length > 0) await this.change(manager, row, changes);
        return this.getChannel.execute(id, manager);
      });
    } catch (error) {
      if (violatesUnique(error, 'notification_channels_name')) {
        throw new DuplicateChannelError(changes.name ?? '', error);
      }
      throw error;
    }
  }

  private async change(
    manager: EntityManager,
    row: NotificationChannelEntity,
    changes: UpdateNotificationChannel,
  ): Promise<void> {
    const before = channelConfigOf(row, this.box);
    const settings = changes.settings ? revealChannelSecrets(changes.settings, before.settings) : before.settings;
    const after = { ...before, ...changes, settings };
    assertChannel(after);
    if (changes.monitorIds) await assertMonitorsExist(manager, changes.monitorIds);
    const columns = { ...channelColumns(after, this.box), version: row.version + 1, updatedAt: new Date() };
    await manager.getRepository(NotificationChannelEntity).update(row.id, columns);
    if (changes.settings) await endRest(manager, row.id);
  }
}
