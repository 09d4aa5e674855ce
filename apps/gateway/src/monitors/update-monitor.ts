import { Injectable } from '@nestjs/common';
import type { MonitorResponse, UpdateMonitor as UpdateMonitorInput } from '@wakeful/contracts';
import { columnsOf, configOf, MonitorEntity, secretsOf, violatesUnique } from '@wakeful/persistence';
import { DataSource, type EntityManager } from 'typeorm';
import { transact } from '../audit/in-transaction.js';
import { assertVersion } from '../http/entity-tag.js';
import { announceMonitoring } from './announce-monitoring.js';
import { GetMonitor } from './get-monitor.js';
import { changedConfig } from './monitor-config.js';
import { assertParent } from './monitor-parent.js';
import { reschedule } from './monitor-schedule.js';
import { MonitorSecrets } from './monitor-secrets.js';
import { DuplicateMonitorError, MonitorNotFoundError } from './monitors.errors.js';

/** Changes the named fields of a monitor; what that means for its schedule happens in the same transaction. */
@Injectable()
export class UpdateMonitor {
  constructor(
    private readonly dataSource: DataSource,
    private readonly secrets: MonitorSecrets,
    private readonly getMonitor: GetMonitor,
  ) {}

  /**
   * @param ifMatch the version that the sender has seen, as an If-Match header says it
   * @throws InvalidRequestError, MonitorNotFoundError, DuplicateMonitorError, VersionMismatchError
   */
  async execute(id: string, changes: UpdateMonitorInput, ifMatch?: string): Promise<MonitorResponse> {
    return transact(this.dataSource, async (manager) => {
      const row = await lockMonitor(manager, id);
      assertVersion(ifMatch, row.version);
      if (Object.keys(changes).length > 0) await this.change(manager, row, changes);
      return this.getMonitor.execute(id, manager);
    });
  }

  private async change(manager: EntityManager, row: MonitorEntity, changes: UpdateMonitorInput): Promise<void> {
    const before = configOf(row, this.secrets.open(row.sealedSecrets));
    const after = changedConfig(before, changes);
    if (after.parentId !== before.parentId) await assertParent(manager, row.id, after.parentId);
    try {
      await manager.getRepository(MonitorEntity).update(row.id, {
        ...columnsOf(after, this.secrets.seal(secretsOf(after))),
        version: row.version + 1,
        updatedAt: new Date(),
      });
    } catch (error) {
      if (violatesUnique(error, 'monitors_url_method')) throw new DuplicateMonitorError(after.method, after.url, error);
      throw error;
    }
    if (after.url !== before.url) await forgetCertificate(manager, row.id);
    await reschedule(manager, row.id, before, after);
    if (after.enabled !== before.enabled) {
      await announceMonitoring(manager, { id: row.id, ...after }, after.enabled ? 'enabled' : 'disabled');
    }
  }
}

/** The certificate was that of another site. */
const forgetCertificate = (manager: EntityManager, id: string): Promise<unknown> =>
  manager.query('UPDATE monitor_state SET certificate_expires_at = NULL WHERE monitor_id = $1', [id]);

/** Not the strongest lock, so that services which only refer to the monitor need not wait. */
async function lockMonitor(manager: EntityManager, id: string): Promise<MonitorEntity> {
  const lock = { mode: 'for_no_key_update' } as const;
  const row = await manager.getRepository(MonitorEntity).findOne({ where: { id }, lock });
  if (!row) throw new MonitorNotFoundError(id);
  return row;
}
