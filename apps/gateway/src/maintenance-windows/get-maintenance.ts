import { Injectable } from '@nestjs/common';
import type { MaintenanceWindowResponse } from '@wakeful/contracts';
import { MaintenanceWindowEntity } from '@wakeful/persistence';
import { DataSource, IsNull } from 'typeorm';
import { NotFoundError } from '../http/request-error.js';
import { maintenanceResponsesOf } from './read-maintenance.js';

/** No such maintenance window, or no more. */
export class MaintenanceNotFoundError extends NotFoundError {
  constructor(id: string) {
    super('maintenance window', id);
  }
}

/** One maintenance window. */
@Injectable()
export class GetMaintenance {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws MaintenanceNotFoundError */
  async execute(id: string, manager = this.dataSource.manager): Promise<MaintenanceWindowResponse> {
    const row = await manager.getRepository(MaintenanceWindowEntity).findOneBy({ id, deletedAt: IsNull() });
    const [response] = row ? await maintenanceResponsesOf(manager, [row]) : [];
    if (!response) throw new MaintenanceNotFoundError(id);
    return response;
  }
}
