import { randomUUID } from 'node:crypto';
import type { CreateMaintenanceWindow, MaintenanceWindowResponse, UpdateMaintenanceWindow } from '@wakeful/contracts';
import {
  databaseNowMs,
  endOccurrences,
  MaintenanceWindowEntity,
  planOccurrences,
  replanOccurrences,
} from '@wakeful/persistence';
import { IsNull } from 'typeorm';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context, ReadContext } from '../context/context.js';
import { assertVersion, changedFields } from '../http/entity-tag.js';
import { assertMonitorsExist } from '../monitors/read-monitors.js';
import {
  assertMaintenance,
  blameRule,
  maintenanceColumns,
  maintenanceConfigOf,
  MaintenanceNotFoundError,
  planOf,
  readMaintenance,
} from './read-maintenance.js';

/**
 * Stores a maintenance window and when it takes place. One that lies in the past corrects the statistics.
 * @throws InvalidRequestError
 */
export async function createMaintenance(
  context: Context,
  input: CreateMaintenanceWindow,
): Promise<MaintenanceWindowResponse> {
  assertMaintenance(input);
  const id = randomUUID();
  const columns = maintenanceColumns(input);
  return inTransaction(context, async (context) => {
    const { database } = context;
    await assertMonitorsExist(database, input.monitorIds);
    const row = { id, ...columns, version: 1, updatedAt: new Date(), deletedAt: null };
    await database.getRepository(MaintenanceWindowEntity).insert(row);
    await planOccurrences(database, planOf(id, columns), await databaseNowMs(database)).catch(blameRule);
    return readMaintenance(context, id);
  });
}

/**
 * Changes the named fields of a maintenance window. Of a recurring one, what has taken place stays as it was.
 * @throws InvalidRequestError, MaintenanceNotFoundError, VersionMismatchError
 */
export const updateMaintenance = (
  context: Context,
  id: string,
  input: UpdateMaintenanceWindow,
  ifMatch?: string,
): Promise<MaintenanceWindowResponse> =>
  inTransaction(context, async (context) => {
    const row = await lockMaintenance(context, id, ifMatch);
    const changes = changedFields({ ...(await readMaintenance(context, id)) }, input);
    if (Object.keys(changes).length > 0) await change(context, row, changes);
    return readMaintenance(context, id);
  });

/**
 * Ends a maintenance window now and deletes it. Past occurrences stay excluded from the statistics.
 * @throws MaintenanceNotFoundError, VersionMismatchError
 */
export const deleteMaintenance = (context: Context, id: string, ifMatch?: string): Promise<void> =>
  inTransaction(context, async (context) => {
    const { database } = context;
    await lockMaintenance(context, id, ifMatch);
    await endOccurrences(database, id, await databaseNowMs(database));
    await database.getRepository(MaintenanceWindowEntity).update(id, { deletedAt: new Date() });
  });

async function lockMaintenance(
  { database }: ReadContext,
  id: string,
  ifMatch?: string,
): Promise<MaintenanceWindowEntity> {
  const row = await database.getRepository(MaintenanceWindowEntity).findOne({
    where: { id, deletedAt: IsNull() },
    lock: { mode: 'for_no_key_update' },
  });
  if (!row) throw new MaintenanceNotFoundError(id);
  assertVersion(ifMatch, row.version);
  return row;
}

async function change(
  { database }: ReadContext,
  row: MaintenanceWindowEntity,
  changes: UpdateMaintenanceWindow,
): Promise<void> {
  const after = { ...maintenanceConfigOf(row), ...changes };
  assertMaintenance(after);
  if (changes.monitorIds) await assertMonitorsExist(database, changes.monitorIds);
  const columns = maintenanceColumns(after);
  const version = row.version + 1;
  await database.getRepository(MaintenanceWindowEntity).update(row.id, { ...columns, version, updatedAt: new Date() });
  const isReplanned = ['startsAt', 'endsAt', 'recurrence'].some((name) => name in changes);
  if (isReplanned) {
    await replanOccurrences(database, planOf(row.id, columns), await databaseNowMs(database)).catch(blameRule);
  }
}
