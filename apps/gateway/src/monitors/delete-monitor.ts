import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '../database/in-transaction.js';
import { assertVersion } from '../http/entity-tag.js';
import { MonitorNotFoundError } from './monitors.errors.js';

/** Removes a monitor with all that belongs to it; its stored checks go with their partitions. */
@Injectable()
export class DeleteMonitor {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** @throws MonitorNotFoundError, VersionMismatchError */
  async execute(id: string, ifMatch?: string): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      // In the order in which the scheduler and the recorder lock them while they work; a deadlock with a change of the
      // same monitor, which begins at the other end, is tried again.
      await manager.query('DELETE FROM monitor_schedule WHERE monitor_id = $1', [id]);
      await manager.query('DELETE FROM monitor_state WHERE monitor_id = $1', [id]);
      const rows = await manager.query<{ version: number }[]>('SELECT version FROM monitors WHERE id = $1 FOR UPDATE', [
        id,
      ]);
      const [row] = rows;
      if (!row) throw new MonitorNotFoundError(id);
      assertVersion(ifMatch, row.version);
      await manager.query('DELETE FROM monitors WHERE id = $1', [id]);
    });
  }
}
