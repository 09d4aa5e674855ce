import type { DataSource } from 'typeorm';
import type { AcceptEvent } from '../events/accept-event.js';
import type { AlertEvent } from '../events/alert-event.js';
import { lockTarget, typesWithIncidents } from '../events/targets.js';

interface Detached {
  channelId: string;
  monitorId: string;
  windowId: string;
  name: string;
  url: string;
}

/** Outages reported to a channel that no longer covers their monitor, or that is disabled and has incidents to close. */
const DETACHED = `
  SELECT d.channel_id AS "channelId", m.id AS "monitorId", w.id AS "windowId", m.name, m.url
    FROM downtime_windows w
    JOIN monitors m ON m.id = w.monitor_id AND m.enabled
    JOIN deliveries d ON d.window_id = w.id AND d.kind = 'down' AND (d.state <> 'muted' OR d.failures > 0)
    JOIN notification_channels c ON c.id = d.channel_id
   WHERE w.ended_at IS NULL
     AND CASE WHEN c.enabled THEN NOT (c.all_monitors OR m.id = ANY (c.monitor_ids) OR c.tags && m.tags) ELSE c.type = ANY ($1) END
     AND NOT EXISTS (SELECT 1 FROM alert_events e WHERE e.id = format('detached:%s:%s', w.id, d.channel_id))
   LIMIT 5000`;

/** Closes incidents at receivers that would not get their end. */
export async function closeDetached(
  dataSource: DataSource,
  acceptEvent: AcceptEvent,
  signal?: AbortSignal,
): Promise<void> {
  for (const { channelId, monitorId, windowId, name, url } of await dataSource.query<Detached[]>(DETACHED, [
    typesWithIncidents,
  ])) {
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
