import { randomUUID } from 'node:crypto';
import {
  type CreateMonitor,
  type MonitoringChangedV1,
  monitoringChangedV1,
  type MonitorResponse,
  type UpdateMonitor,
} from '@wakeful/contracts';
import {
  changesOf,
  columnsOf,
  configOf,
  DATABASE_NOW,
  databaseNow,
  deleteSchedule,
  deleteState,
  forgetCertificate,
  forgetOddities,
  lineOfMonitor,
  lockInTransaction,
  MonitorEntity,
  outboxMessage,
  rowsOf,
  secretsOf,
  violatesUnique,
  writeOutbox,
} from '@wakeful/persistence';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context, ReadContext } from '../context/context.js';
import { assertVersion, changedFields } from '../http/entity-tag.js';
import { InvalidRequestError } from '../http/request-error.js';
import { changedConfig, configOfNew, openSecrets, sealSecrets } from './monitor-config.js';
import { reschedule, scheduleNew } from './monitor-schedule.js';
import { DuplicateMonitorError, MonitorNotFoundError } from './monitors.errors.js';
import { readMonitor } from './read-monitors.js';

const problem = (message: string): InvalidRequestError => new InvalidRequestError([{ path: 'parentId', message }]);

/**
 * Makes sure that a monitor may have this parent.
 * @throws InvalidRequestError when there is no such monitor, or when it is the monitor itself or below it
 */
async function assertParent({ database }: ReadContext, id: string, parentId: string | null): Promise<void> {
  if (parentId === null) return;
  await lockInTransaction(database, 'monitorParents');
  const line = await rowsOf(database, lineOfMonitor, { id: parentId });
  if (parentId === id || line.some((one) => one.id === id))
    throw problem('must not be the monitor itself or one of its descendants');
  if (line.length === 0) throw problem('does not match any monitor');
}

/**
 * Stores a new monitor; unless it is created disabled, its first check is due at once.
 * @throws InvalidRequestError, DuplicateMonitorError
 */
export async function createMonitor(context: Context, input: CreateMonitor): Promise<MonitorResponse> {
  const config = configOfNew(input);
  const id = randomUUID();
  const columns = columnsOf(config, sealSecrets(context, secretsOf(config)));
  return withUniqueTarget(config, () =>
    inTransaction(context, async (context) => {
      const { database } = context;
      await assertParent(context, id, config.parentId);
      await database.getRepository(MonitorEntity).insert({ id, ...columns, version: 1, updatedAt: DATABASE_NOW });
      await scheduleNew(database, id, config);
      if (config.enabled) await announceMonitoring(context, { id, ...config }, 'created');
      return readMonitor(context, id);
    }),
  );
}

/**
 * Changes the named fields of a monitor; what that means for its schedule happens in the same transaction.
 * @param ifMatch the version that the sender has seen, as an If-Match header says it
 * @throws InvalidRequestError, MonitorNotFoundError, DuplicateMonitorError, VersionMismatchError
 */
export const updateMonitor = (
  context: Context,
  id: string,
  input: UpdateMonitor,
  ifMatch?: string,
): Promise<MonitorResponse> =>
  inTransaction(context, async (context) => {
    const row = await lockMonitor(context, id, ifMatch);
    const changes = changedFields({ ...(await readMonitor(context, id)) }, input);
    if (Object.keys(changes).length > 0) await change(context, row, changes);
    return readMonitor(context, id);
  });

/**
 * Removes a monitor with all that belongs to it; its stored checks go with their partitions.
 * @throws MonitorNotFoundError, VersionMismatchError
 */
export const deleteMonitor = (context: Context, id: string, ifMatch?: string): Promise<void> =>
  inTransaction(context, async (context) => {
    const { database } = context;
    // In the order in which the scheduler and the recorder lock them while they work; a deadlock with a change of the
    // same monitor, which begins at the other end, is tried again.
    await changesOf(database, deleteSchedule, { monitorId: id });
    await changesOf(database, deleteState, { monitorId: id });
    const monitor = await lockMonitor(context, id, ifMatch);
    await database.getRepository(MonitorEntity).delete(id);
    if (monitor.enabled) await announceMonitoring(context, monitor, 'deleted');
  });

async function change(context: Context, row: MonitorEntity, changes: UpdateMonitor): Promise<void> {
  const { database } = context;
  const before = configOf(row, openSecrets(context, row.sealedSecrets));
  const after = changedConfig(before, changes);
  if (after.parentId !== before.parentId) await assertParent(context, row.id, after.parentId);
  const columns = columnsOf(after, sealSecrets(context, secretsOf(after)));
  await withUniqueTarget(after, () =>
    database
      .getRepository(MonitorEntity)
      .update(row.id, { ...columns, version: row.version + 1, updatedAt: DATABASE_NOW }),
  );
  if (after.url !== before.url) {
    await changesOf(database, forgetCertificate, { monitorId: row.id });
    await changesOf(database, forgetOddities, { monitorIds: [row.id] });
  }
  await reschedule(database, row.id, before, after);
  if (after.enabled !== before.enabled) {
    await announceMonitoring(context, { id: row.id, ...after }, after.enabled ? 'enabled' : 'disabled');
  }
}

/** Not the strongest lock, so that services which only refer to the monitor need not wait. */
async function lockMonitor({ database }: ReadContext, id: string, ifMatch?: string): Promise<MonitorEntity> {
  const lock = { mode: 'for_no_key_update' } as const;
  const row = await database.getRepository(MonitorEntity).findOne({ where: { id }, lock });
  if (!row) throw new MonitorNotFoundError(id);
  assertVersion(ifMatch, row.version);
  return row;
}

/** Says in the same transaction that the monitoring of a page begins or ends; a recorder publishes it. */
async function announceMonitoring(
  { database }: ReadContext,
  { id, name, url, tags }: Pick<MonitorEntity, 'id' | 'name' | 'url' | 'tags'>,
  change: MonitoringChangedV1['change'],
): Promise<void> {
  const at = await databaseNow(database);
  await writeOutbox(database, [outboxMessage(monitoringChangedV1, { monitorId: id, name, url, tags, change, at })]);
}

async function withUniqueTarget<T>(
  { method, url }: Pick<MonitorEntity, 'method' | 'url'>,
  change: () => Promise<T>,
): Promise<T> {
  try {
    return await change();
  } catch (error) {
    if (violatesUnique(error, 'monitors_url_method')) throw new DuplicateMonitorError(method, url, error);
    throw error;
  }
}
