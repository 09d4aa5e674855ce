import { databaseNow, dueReminders, rowsOf } from '@wakeful/persistence';
import type { DataSource } from 'typeorm';
import type { AcceptEvent } from '../events/accept-event.js';
import { lockTarget } from '../events/targets.js';

/** Sends reminders of ongoing outages. Reminders missed while no notifier ran are sent once. */
export async function remind(dataSource: DataSource, acceptEvent: AcceptEvent, signal?: AbortSignal): Promise<void> {
  for (const { channelId, monitorId, windowId, number, facts } of await rowsOf(dataSource, dueReminders)) {
    if (signal?.aborted) return;
    const id = `reminder:${windowId}:${channelId}:${number}`;
    const occurredAt = await databaseNow(dataSource);
    const event = { id, kind: 'reminder', monitorId, windowId, occurredAt, facts } as const;
    await dataSource.transaction(async (manager) => {
      const target = await lockTarget(manager, channelId);
      if (target) await acceptEvent.acceptFor(manager, event, target);
    });
  }
}
