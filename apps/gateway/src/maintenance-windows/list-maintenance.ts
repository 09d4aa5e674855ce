import { Injectable } from '@nestjs/common';
import type { ListMaintenanceWindowsQuery, MaintenanceWindowResponse, Page } from '@wakeful/contracts';
import { MaintenanceWindowEntity } from '@wakeful/persistence';
import { DataSource, IsNull } from 'typeorm';
import { maintenanceResponsesOf } from './read-maintenance.js';

/** One page of the maintenance windows, those that began last first. */
@Injectable()
export class ListMaintenance {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ page, pageSize }: ListMaintenanceWindowsQuery): Promise<Page<MaintenanceWindowResponse>> {
    const { manager } = this.dataSource;
    const [rows, total] = await manager.getRepository(MaintenanceWindowEntity).findAndCount({
      where: { deletedAt: IsNull() },
      order: { startsAt: 'DESC', id: 'ASC' },
      skip: (page - 1) * pageSize,
      take: pageSize,
    });
    return { items: await maintenanceResponsesOf(manager, rows), total, page, pageSize };
  }
}
