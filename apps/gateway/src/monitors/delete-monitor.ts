import { Injectable } from '@nestjs/common';
import type { MonitorEntity } from '@wakeful/persistence';
import { DataSource } from 'typeorm';
import { transact } from '../audit/in-transaction.js';
import { assertVersion } from '../http/entity-tag.js';
import { announceMonitoring } from './announce-monitoring.js';
import { MonitorNotFoundError } from './monitors.errors.js';

type DeletedMonitor = Pick<MonitorEntity, 'id' | 'name' | 'url' | 'tags' | 'enabled' | 'version'>;

/** Removes a monitor with all that belongs to it; its stored checks go with their partitions. */
@Injectable()
export class DeleteMonitor {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws MonitorNotFoundError, VersionMismatchError */
  async execute(id: string, ifMatch?: string): Promise<void> {
    await transact(this.dataSource, async (manager) => {
      // In the order in which the scheduler and the recorder lock them while they work; a deadlock with a change of the
      // same monitor, which begins at the other end, is tried again.
      await manager.query('DELETE FROM monitor_schedule WHERE monitor_id = $1', [id]);
      await manager.query('DELETE FROM monitor_state WHERE monitor_id = $1', [id]);
      const rows = await manager.query<DeletedMonitor[]>(
        'SELECT id, name, url, tags, enabled, version FROM monitors WHERE id = $1 FOR UPDATE',
        [id],
      );
      const [row] = rows;
      if (!row) throw new MonitorNotFoundError(id);
      assertVersion(ifMatch, row.version);
      await manager.query('DELETE FROM monitors WHERE id = $1', [id]);
      if (row.enabled) await announceMonitoring(manager, row, 'deleted');
    });
  }
}
