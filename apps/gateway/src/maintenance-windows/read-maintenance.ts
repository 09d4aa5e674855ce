import type { ListMaintenanceWindowsQuery, MaintenanceWindowResponse, Page } from '@wakeful/contracts';
import { MaintenanceWindowEntity, nextOccurrences, rowsOf } from '@wakeful/persistence';
import { IsNull } from 'typeorm';
import type { ReadContext } from '../context/context.js';
import { NotFoundError } from '../http/request-error.js';
import { existingMonitorIds } from '../monitors/assert-monitors-exist.js';
import { windowConfigOf } from './window-config.js';

/** The maintenance window does not exist, or no longer does. */
export class MaintenanceNotFoundError extends NotFoundError {
  constructor(id: string) {
    super('maintenance window', id);
  }
}

/** One page of the maintenance windows, most recent first. */
export async function listMaintenance(
  context: ReadContext,
  { page, pageSize }: ListMaintenanceWindowsQuery,
): Promise<Page<MaintenanceWindowResponse>> {
  const [rows, total] = await context.database.getRepository(MaintenanceWindowEntity).findAndCount({
    where: { deletedAt: IsNull() },
    order: { startsAt: 'DESC', id: 'ASC' },
    skip: (page - 1) * pageSize,
    take: pageSize,
  });
  return { items: await responsesOf(context, rows), total, page, pageSize };
}

/** @throws MaintenanceNotFoundError */
export async function readMaintenance(context: ReadContext, id: string): Promise<MaintenanceWindowResponse> {
  const row = await context.database.getRepository(MaintenanceWindowEntity).findOneBy({ id, deletedAt: IsNull() });
  const [response] = row ? await responsesOf(context, [row]) : [];
  if (!response) throw new MaintenanceNotFoundError(id);
  return response;
}

/** Maintenance windows as the API shows them, in the order given; without monitors that were deleted. */
async function responsesOf(
  context: ReadContext,
  rows: readonly MaintenanceWindowEntity[],
): Promise<MaintenanceWindowResponse[]> {
  const occurrences = await rowsOf(context.database, nextOccurrences, { windowIds: rows.map((row) => row.id) });
  const nextOf = new Map(occurrences.map(({ windowId, ...next }) => [windowId, next]));
  const known = await existingMonitorIds(context, [...new Set(rows.flatMap((row) => row.monitorIds))]);
  return rows.map((row) => {
    const next = nextOf.get(row.id);
    const config = windowConfigOf(row);
    return {
      id: row.id,
      ...config,
      monitorIds: config.monitorIds.filter((id) => known.has(id)),
      active: next?.active ?? false,
      next: next ? { from: next.fromAt, until: next.untilAt } : null,
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
      version: row.version,
    };
  });
}
