import { Injectable } from '@nestjs/common';
import type { MaintenanceWindowResponse, UpdateMaintenanceWindow } from '@wakeful/contracts';
import { MaintenanceWindowEntity, replanOccurrences } from '@wakeful/persistence';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { databaseNowMs, transact } from '../audit/in-transaction.js';
import { assertVersion } from '../http/entity-tag.js';
import { assertMonitorsExist } from '../monitors/assert-monitors-exist.js';
import { GetMaintenance, MaintenanceNotFoundError } from './get-maintenance.js';
import { assertMaintenance, blameRule, planOf, windowColumns, windowConfigOf } from './window-config.js';

/** Changes the named fields of a maintenance window. Of a recurring one, what has taken place stays as it was. */
@Injectable()
export class UpdateMaintenance {
  constructor(
    private readonly dataSource: DataSource,
    private readonly getMaintenance: GetMaintenance,
  ) {}

  /** @throws InvalidRequestError, MaintenanceNotFoundError, VersionMismatchError */
  async execute(id: string, changes: UpdateMaintenanceWindow, ifMatch?: string): Promise<MaintenanceWindowResponse> {
    return transact(this.dataSource, async (manager) => {
      const where = { id, deletedAt: IsNull() };
      const lock = { mode: 'for_no_key_update' } as const;
      const row = await manager.getRepository(MaintenanceWindowEntity).findOne({ where, lock });
      if (!row) throw new MaintenanceNotFoundError(id);
      assertVersion(ifMatch, row.version);
      if (Object.keys(changes).length > 0) await this.change(manager, row, changes);
      return this.getMaintenance.execute(id, manager);
    });
  }

  private async change(
    manager: EntityManager,
    row: MaintenanceWindowEntity,
    changes: UpdateMaintenanceWindow,
  ): Promise<void> {
    const after = { ...windowConfigOf(row), ...changes };
    assertMaintenance(after);
    if (changes.monitorIds) await assertMonitorsExist(manager, changes.monitorIds);
    const columns = windowColumns(after);
    const version = row.version + 1;
    await manager.getRepository(MaintenanceWindowEntity).update(row.id, { ...columns, version, updatedAt: new Date() });
    const isReplanned = ['startsAt', 'endsAt', 'recurrence'].some((name) => name in changes);
    if (isReplanned) {
      await replanOccurrences(manager, planOf(row.id, columns), await databaseNowMs(manager)).catch(blameRule);
    }
  }
}
