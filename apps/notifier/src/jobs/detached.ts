import { typesWithIncidents } from '@wakeful/contracts';
import { databaseNow, detachedIncidents, detachedOutages, rowsOf } from '@wakeful/persistence';
import type { DataSource } from 'typeorm';
import type { AcceptEvent } from '../events/accept-event.js';
import { lockTarget } from '../events/targets.js';
import { TOPIC_KINDS } from '../events/topics.js';

const MAX_AT_ONCE = 1_000;

/** Tells receivers the end of what they would otherwise never hear the end of, and closes their incidents. */
export async function closeDetached(
  dataSource: DataSource,
  acceptEvent: AcceptEvent,
  signal?: AbortSignal,
): Promise<void> {
  const outages = await rowsOf(dataSource, detachedOutages, { typesWithIncidents });
  const limit = MAX_AT_ONCE;
  const incidents = await rowsOf(dataSource, detachedIncidents, { typesWithIncidents, kinds: TOPIC_KINDS, limit });
  const ends = [
    ...outages.map(({ windowId, ...rest }) => ({ ...rest, of: windowId, topics: undefined })),
    ...incidents.map(({ eventId, ...rest }) => ({ ...rest, of: eventId })),
  ];
  for (const { channelId, monitorId, of, name, url, topics } of ends) {
    if (signal?.aborted) return;
    const occurredAt = await databaseNow(dataSource);
    const facts = { name, url, change: 'detached', ...(topics && { topics }) } as const;
    const id = `detached:${of}:${channelId}`;
    const event = { id, kind: 'monitoring', monitorId, windowId: null, occurredAt, facts } as const;
    await dataSource.transaction(async (manager) => {
      const target = await lockTarget(manager, channelId, { isEvenIfDisabled: true });
      if (target) await acceptEvent.acceptFor(manager, event, target);
    });
  }
}
