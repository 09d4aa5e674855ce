import { randomUUID } from 'node:crypto';
import type {
  CreateNotificationChannel,
  NotificationChannelResponse,
  UpdateNotificationChannel,
} from '@wakeful/contracts';
import { changesOf, endRestOfChannel, NotificationChannelEntity, violatesUnique } from '@wakeful/persistence';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context, ReadContext } from '../context/context.js';
import { changedFields } from '../http/changed-fields.js';
import { assertVersion } from '../http/entity-tag.js';
import { assertMonitorsExist } from '../monitors/assert-monitors-exist.js';
import { assertChannel, channelColumns, channelConfigOf } from './channel-config.js';
import { revealChannelSecrets } from './channel-secrets.js';
import { ChannelNotFoundError, DuplicateChannelError } from './notification-channels.errors.js';
import { readChannel } from './read-channels.js';

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
  const row = { id, ...channelColumns(input, context.secrets), version: 1, updatedAt: new Date() };
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
 * Removes a notification channel with its deliveries, also those that wait.
 * @throws ChannelNotFoundError, VersionMismatchError
 */
export const deleteChannel = (context: Context, id: string, ifMatch?: string): Promise<void> =>
  inTransaction(context, async (context) => {
    await lockChannel(context, id, ifMatch);
    await context.database.getRepository(NotificationChannelEntity).delete(id);
  });

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
  const columns = { ...channelColumns(after, secrets), version: row.version + 1, updatedAt: new Date() };
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
