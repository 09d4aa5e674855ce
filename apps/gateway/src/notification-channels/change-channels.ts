import { randomUUID } from 'node:crypto';
import {
  channelCloseReplyV1,
  type ChannelCloseV1,
  channelCloseV1,
  channelTestReplyV1,
  type ChannelTestResult,
  type ChannelTestV1,
  channelTestV1,
  type CreateNotificationChannel,
  type DeleteChannelQuery,
  type NotificationChannelResponse,
  typesWithIncidents,
  type UpdateNotificationChannel,
} from '@wakeful/contracts';
import {
  changesOf,
  channelIsUsed,
  DATABASE_NOW,
  endRestOfChannel,
  NotificationChannelEntity,
  rowsOf,
  violatesUnique,
} from '@wakeful/persistence';
import { firstValueFrom, timeout, TimeoutError } from 'rxjs';
import { inTransaction } from '../audit/in-transaction.js';
import { type Context, isConnectionTrouble, isNobodyThere, type ReadContext } from '../context/context.js';
import { assertVersion, changedFields } from '../http/entity-tag.js';
import { RequestError } from '../http/request-error.js';
import { assertMonitorsExist } from '../monitors/read-monitors.js';
import { assertChannel, channelColumns, channelConfigOf, revealChannelSecrets } from './channel-config.js';
import {
  ChannelIncidentsOpenError,
  ChannelNotFoundError,
  DuplicateChannelError,
  NotifierFaultError,
  NotifierSilentError,
  NotifierUnreachableError,
} from './notification-channels.errors.js';
import { readChannel } from './read-channels.js';

/** Longer than a notifier gives a receiver. */
const REPLY_TIMEOUT_MS = 40_000;

/**
 * Has a notifier send a test message now, and returns the receiver's response.
 * @throws ChannelNotFoundError, NotifierUnreachableError, NotifierSilentError, NotifierFaultError
 */
export async function testChannel(context: Context, id: string): Promise<ChannelTestResult> {
  await readChannel(context, id);
  const message = { channelId: id };
  const reply = channelTestReplyV1.safeParse(await askNotifier(context, channelTestV1.subjectOf(message), message));
  if (!reply.success) throw new NotifierFaultError(reply.error);
  const { isDelivered, status, answer, durationMs } = reply.data;
  return { delivered: isDelivered, status, answer, durationMs };
}

async function askNotifier(
  { requests }: Pick<Context, 'requests'>,
  subject: string,
  message: ChannelTestV1 | ChannelCloseV1,
): Promise<unknown> {
  try {
    return await firstValueFrom(requests.send<unknown>(subject, message).pipe(timeout(REPLY_TIMEOUT_MS)));
  } catch (error) {
    if (error instanceof TimeoutError) throw new NotifierSilentError(REPLY_TIMEOUT_MS, error);
    if (isNobodyThere(error) || isConnectionTrouble(error)) throw new NotifierUnreachableError(error);
    throw new NotifierFaultError(error);
  }
}

/**
 * Creates a notification channel; it receives events from now on.
 * @throws InvalidRequestError, DuplicateChannelError
 */
export async function createChannel(
  context: Context,
  input: CreateNotificationChannel,
): Promise<NotificationChannelResponse> {
  assertChannel(input);
  const id = randomUUID();
  const row = { id, ...channelColumns(input, context.secrets), version: 1, updatedAt: DATABASE_NOW };
  return withUniqueName(input.name, () =>
    inTransaction(context, async (context) => {
      await assertMonitorsExist(context.database, input.monitorIds);
      await context.database.getRepository(NotificationChannelEntity).insert(row);
      return readChannel(context, id);
    }),
  );
}

/**
 * Changes the named fields of a notification channel.
 * @throws InvalidRequestError, ChannelNotFoundError, DuplicateChannelError, VersionMismatchError
 */
export const updateChannel = (
  context: Context,
  id: string,
  input: UpdateNotificationChannel,
  ifMatch?: string,
): Promise<NotificationChannelResponse> =>
  withUniqueName(input.name, () =>
    inTransaction(context, async (context) => {
      const row = await lockChannel(context, id, ifMatch);
      const changes = changedFields({ ...(await readChannel(context, id)) }, input);
      if (Object.keys(changes).length > 0) await change(context, row, changes);
      return readChannel(context, id);
    }),
  );

/**
 * Removes a notification channel with its deliveries, also those that wait. What it has opened at a receiver that keeps
 * incidents is closed there before, as nothing could close it afterwards.
 * @param leaveOpen leaves those incidents as they are
 * @throws ChannelNotFoundError, VersionMismatchError, ChannelIncidentsOpenError
 */
export async function deleteChannel(
  context: Context,
  id: string,
  ifMatch?: string,
  { leaveOpen = false }: DeleteChannelQuery = {},
): Promise<void> {
  const { version, settings } = await readChannel(context, id);
  assertVersion(ifMatch, version);
  if (!leaveOpen && typesWithIncidents.some((type) => type === settings.type)) await closeIncidents(context, id);
  await inTransaction(context, async (context) => {
    await lockChannel(context, id, ifMatch);
    await context.database.getRepository(NotificationChannelEntity).delete(id);
  });
}

/** @throws ChannelIncidentsOpenError */
async function closeIncidents(context: Context, channelId: string): Promise<void> {
  if ((await rowsOf(context.database, channelIsUsed, { channelId })).length === 0) return;
  const message = { channelId };
  const reply = await askNotifier(context, channelCloseV1.subjectOf(message), message).catch((error: unknown) => {
    throw error instanceof RequestError ? new ChannelIncidentsOpenError(null, error.message, error) : error;
  });
  const { success, data, error } = channelCloseReplyV1.safeParse(reply);
  if (!success) throw new NotifierFaultError(error);
  if (data.openIncidents > 0) throw new ChannelIncidentsOpenError(data.openIncidents, data.answer);
}

async function lockChannel(
  { database }: ReadContext,
  id: string,
  ifMatch?: string,
): Promise<NotificationChannelEntity> {
  const lock = { mode: 'for_no_key_update' } as const;
  const row = await database.getRepository(NotificationChannelEntity).findOne({ where: { id }, lock });
  if (!row) throw new ChannelNotFoundError(id);
  assertVersion(ifMatch, row.version);
  return row;
}

async function change(
  { database, secrets }: Context,
  row: NotificationChannelEntity,
  changes: UpdateNotificationChannel,
): Promise<void> {
  const before = channelConfigOf(row, secrets);
  const settings = changes.settings ? revealChannelSecrets(changes.settings, before.settings) : before.settings;
  const after = { ...before, ...changes, settings };
  assertChannel(after);
  if (changes.monitorIds) await assertMonitorsExist(database, changes.monitorIds);
  const columns = { ...channelColumns(after, secrets), version: row.version + 1, updatedAt: DATABASE_NOW };
  await database.getRepository(NotificationChannelEntity).update(row.id, columns);
  if (changes.settings) await changesOf(database, endRestOfChannel, { channelId: row.id });
}

async function withUniqueName<T>(name: string | undefined, change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (error) {
    if (violatesUnique(error, 'notification_channels_name')) throw new DuplicateChannelError(name ?? '', error);
    throw error;
  }
}
