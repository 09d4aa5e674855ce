import { Injectable } from '@nestjs/common';
import { endOccurrences, MaintenanceWindowEntity } from '@wakeful/persistence';
import { DataSource, IsNull } from 'typeorm';
import { databaseNowMs, transact } from '../audit/in-transaction.js';
import { assertVersion } from '../http/entity-tag.js';
import { MaintenanceNotFoundError } from './get-maintenance.js';

/** Ends a maintenance window now and removes it. What took place stays out of the statistics. */
@Injectable()
export class DeleteMaintenance {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws MaintenanceNotFoundError, VersionMismatchError */
  async execute(id: string, ifMatch?: string): Promise<void> {
    await transact(this.dataSource, async (manager) => {
      const repository = manager.getRepository(MaintenanceWindowEntity);
      const lock = { mode: 'pessimistic_write' } as const;
      const row = await repository.findOne({ where: { id, deletedAt: IsNull() }, lock });
      if (!row) throw new MaintenanceNotFoundError(id);
      assertVersion(ifMatch, row.version);
      await endOccurrences(manager, id, await databaseNowMs(manager));
      await repository.update(id, { deletedAt: new Date() });
    });
  }
}
