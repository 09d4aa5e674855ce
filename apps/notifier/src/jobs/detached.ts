import { detachedOutages, rowsOf } from '@wakeful/persistence';
import type { DataSource } from 'typeorm';
import type { AcceptEvent } from '../events/accept-event.js';
import type { AlertEvent } from '../events/alert-event.js';
import { lockTarget, typesWithIncidents } from '../events/targets.js';

/** Closes incidents at receivers that would not get their end. */
export async function closeDetached(
  dataSource: DataSource,
  acceptEvent: AcceptEvent,
  signal?: AbortSignal,
): Promise<void> {
  const detached = await rowsOf(dataSource, detachedOutages, { typesWithIncidents });
  for (const { channelId, monitorId, windowId, name, url } of detached) {
    if (signal?.aborted) return;
    const event: AlertEvent = {
      id: `detached:${windowId}:${channelId}`,
      kind: 'monitoring',
      monitorId,
      windowId: null,
      occurredAt: new Date().toISOString(),
      facts: { name, url, change: 'detached' },
    };
    await dataSource.transaction(async (manager) => {
      const target = await lockTarget(manager, channelId, { isEvenIfDisabled: true });
      if (target) await acceptEvent.acceptFor(manager, event, target);
    });
  }
}
