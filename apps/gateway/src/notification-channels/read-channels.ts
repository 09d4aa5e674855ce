import type { AlertStatus, ListNotificationChannelsQuery, NotificationChannelResponse, Page } from '@wakeful/contracts';
import { channelHealth, countUncoveredMonitors, NotificationChannelEntity, rowsOf } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { existingMonitorIds } from '../monitors/read-monitors.js';
import { channelResponseOf } from './channel-config.js';
import { ChannelNotFoundError } from './notification-channels.errors.js';

/** One page of the notification channels, by name. */
export async function listChannels(
  context: ReadContext,
  { page, pageSize }: ListNotificationChannelsQuery,
): Promise<Page<NotificationChannelResponse>> {
  const [rows, total] = await context.database.getRepository(NotificationChannelEntity).findAndCount({
    order: { name: 'ASC', id: 'ASC' },
    skip: (page - 1) * pageSize,
    take: pageSize,
  });
  return { items: await responsesOf(context, rows), total, page, pageSize };
}

/**
 * One notification channel, without its secrets.
 * @throws ChannelNotFoundError
 */
export async function readChannel(context: ReadContext, id: string): Promise<NotificationChannelResponse> {
  const row = await context.database.getRepository(NotificationChannelEntity).findOneBy({ id });
  const [channel] = row ? await responsesOf(context, [row]) : [];
  if (!channel) throw new ChannelNotFoundError(id);
  return channel;
}

/** Whether the alerts of all monitors get through. */
export async function readAlertStatus({ database }: ReadContext): Promise<AlertStatus> {
  const rows = await rowsOf(database, channelHealth);
  const [uncovered] = await rowsOf(database, countUncoveredMonitors);
  return {
    channels: rows.map(({ state, detail, status, ...channel }) => ({
      ...channel,
      state: state === null ? 'unused' : state === 'delivered' ? 'working' : 'failing',
      lastStatus: status,
      lastDetail: detail ?? '',
    })),
    uncoveredMonitors: uncovered?.count ?? 0,
  };
}

/** Without monitors that were deleted; they stay in the row, for the message that their monitoring has ended. */
async function responsesOf(
  context: ReadContext,
  rows: readonly NotificationChannelEntity[],
): Promise<NotificationChannelResponse[]> {
  const known = await existingMonitorIds(context, [...new Set(rows.flatMap((row) => row.monitorIds))]);
  return rows.map((row) => {
    const channel = channelResponseOf(row);
    return { ...channel, monitorIds: channel.monitorIds.filter((id) => known.has(id)) };
  });
}
