import { randomUUID } from 'node:crypto';
import type {
  CreateStatusUpdate,
  StatusUpdateResponse,
  StatusUpdateState,
  UpdateStatusUpdate,
} from '@wakeful/contracts';
import {
  changesOf,
  deleteMonitorsOfUpdate,
  insertMessage,
  insertMonitorsOfUpdate,
  StatusUpdateEntity,
} from '@wakeful/persistence';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context, ReadContext } from '../context/context.js';
import { assertVersion, changedFields } from '../http/entity-tag.js';
import { assertMonitorsExist } from '../monitors/read-monitors.js';
import { readStatusPage } from './read-status-pages.js';
import { readStatusUpdate } from './read-status-updates.js';
import { StatusUpdateNotFoundError } from './status-pages.errors.js';

/**
 * Posts an update on a page, with its first message.
 * @throws InvalidRequestError, StatusPageNotFoundError
 */
export async function postStatusUpdate(
  context: Context,
  pageId: string,
  { title, state, body, monitorIds, ...times }: CreateStatusUpdate,
): Promise<StatusUpdateResponse> {
  const id = randomUUID();
  const startsAt = new Date(times.startsAt ?? Date.now());
  return inTransaction(context, async (context) => {
    const { database } = context;
    await readStatusPage(context, pageId);
    await assertMonitorsExist(database, monitorIds);
    const row = { id, pageId, title, state, startsAt, resolvedAt: endOf(state, times.resolvedAt) };
    await database.getRepository(StatusUpdateEntity).insert(row);
    await changesOf(database, insertMonitorsOfUpdate, { updateId: id, monitorIds });
    await changesOf(database, insertMessage, { updateId: id, state, body });
    return readStatusUpdate(context, pageId, id);
  });
}

/**
 * Changes an update; a body is appended to its history as a message.
 * @throws InvalidRequestError, StatusUpdateNotFoundError, VersionMismatchError
 */
export const changeStatusUpdate = (
  context: Context,
  pageId: string,
  id: string,
  input: UpdateStatusUpdate,
  ifMatch?: string,
): Promise<StatusUpdateResponse> =>
  inTransaction(context, async (context) => {
    const { database } = context;
    const row = await lockUpdate(context, pageId, id, ifMatch);
    const changes = changedFields({ ...(await readStatusUpdate(context, pageId, id)) }, input);
    if (Object.keys(changes).length === 0) return readStatusUpdate(context, pageId, id);
    const { title = row.title, state = row.state, startsAt = row.startsAt } = input;
    // Reopening a resolved update means that it has not ended.
    const isReopened = state !== 'resolved' && row.state === 'resolved';
    const kept = isReopened ? null : (row.resolvedAt?.toISOString() ?? null);
    const resolvedAt = endOf(state, input.resolvedAt === undefined ? kept : input.resolvedAt);
    const columns = { title, state, startsAt: new Date(startsAt), resolvedAt };
    await database.getRepository(StatusUpdateEntity).update(id, columns);
    if (changes.monitorIds) {
      await assertMonitorsExist(database, changes.monitorIds);
      await changesOf(database, deleteMonitorsOfUpdate, { updateId: id });
      await changesOf(database, insertMonitorsOfUpdate, { updateId: id, monitorIds: changes.monitorIds });
    }
    if (input.body !== undefined) await changesOf(database, insertMessage, { updateId: id, state, body: input.body });
    return readStatusUpdate(context, pageId, id);
  });

/**
 * Deletes an update from its page.
 * @throws StatusUpdateNotFoundError, VersionMismatchError
 */
export const deleteStatusUpdate = (context: Context, pageId: string, id: string, ifMatch?: string): Promise<void> =>
  inTransaction(context, async (context) => {
    await lockUpdate(context, pageId, id, ifMatch);
    await context.database.getRepository(StatusUpdateEntity).delete(id);
  });

async function lockUpdate(
  { database }: ReadContext,
  pageId: string,
  id: string,
  ifMatch?: string,
): Promise<StatusUpdateEntity> {
  const lock = { mode: 'for_no_key_update' } as const;
  const row = await database.getRepository(StatusUpdateEntity).findOne({ where: { id, pageId }, lock });
  if (!row) throw new StatusUpdateNotFoundError(id);
  assertVersion(ifMatch, row.version);
  return row;
}

/** Exactly the resolved updates have an end. */
function endOf(state: StatusUpdateState, resolvedAt: string | null): Date | null {
  if (resolvedAt !== null) return new Date(resolvedAt);
  return state === 'resolved' ? new Date() : null;
}
