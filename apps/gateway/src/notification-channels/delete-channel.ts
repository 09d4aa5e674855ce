import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { transact } from '../audit/in-transaction.js';
import { assertVersion } from '../http/entity-tag.js';
import { ChannelNotFoundError } from './notification-channels.errors.js';

/** Removes a notification channel with its deliveries, also those that wait. */
@Injectable()
export class DeleteChannel {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws ChannelNotFoundError, VersionMismatchError */
  async execute(id: string, ifMatch?: string): Promise<void> {
    await transact(this.dataSource, async (manager) => {
      const [row] = await manager.query<{ version: number }[]>(
        'SELECT version FROM notification_channels WHERE id = $1 FOR UPDATE',
        [id],
      );
      if (!row) throw new ChannelNotFoundError(id);
      assertVersion(ifMatch, row.version);
      await manager.query('DELETE FROM notification_channels WHERE id = $1', [id]);
    });
  }
}
