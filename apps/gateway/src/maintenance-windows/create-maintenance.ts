import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CreateMaintenanceWindow, MaintenanceWindowResponse } from '@wakeful/contracts';
import { MaintenanceWindowEntity, planOccurrences } from '@wakeful/persistence';
import { DataSource } from 'typeorm';
import { databaseNowMs, transact } from '../audit/in-transaction.js';
import { assertMonitorsExist } from '../monitors/assert-monitors-exist.js';
import { GetMaintenance } from './get-maintenance.js';
import { assertMaintenance, blameRule, planOf, windowColumns } from './window-config.js';

/** Stores a maintenance window and when it takes place. One that lies in the past corrects the statistics. */
@Injectable()
export class CreateMaintenance {
  constructor(
    private readonly dataSource: DataSource,
    private readonly getMaintenance: GetMaintenance,
  ) {}

  /** @throws InvalidRequestError */
  async execute(input: CreateMaintenanceWindow): Promise<MaintenanceWindowResponse> {
    assertMaintenance(input);
    const id = randomUUID();
    const columns = windowColumns(input);
    return transact(this.dataSource, async (manager) => {
      await assertMonitorsExist(manager, input.monitorIds);
      const row = { id, ...columns, version: 1, updatedAt: new Date(), deletedAt: null };
      await manager.getRepository(MaintenanceWindowEntity).insert(row);
      await planOccurrences(manager, planOf(id, columns), await databaseNowMs(manager)).catch(blameRule);
      return this.getMaintenance.execute(id, manager);
    });
  }
}
