import type { DataSource } from 'typeorm';
import type { AcceptEvent } from '../events/accept-event.js';
import type { EventFacts } from '../events/alert-event.js';
import { lockTarget } from '../events/targets.js';

interface DueReminder {
  channelId: string;
  monitorId: string;
  windowId: string;
  /** The number of intervals since the outage was reported to the channel. */
  number: number;
  facts: EventFacts;
}

const DUE = `
  SELECT due.* FROM (
    SELECT d.channel_id AS "channelId", d.monitor_id AS "monitorId", d.window_id AS "windowId", e.facts,
           floor(extract(epoch FROM now() - d.admitted_at) / 60 / c.reminder_minutes)::int AS number
      FROM downtime_windows w
      JOIN deliveries d ON d.window_id = w.id AND d.kind = 'down' AND d.state IN ('delivered', 'merged')
      JOIN alert_events e ON e.id = d.event_id
      JOIN notification_channels c ON c.id = d.channel_id AND c.enabled AND c.reminder_minutes IS NOT NULL
           AND 'down' = ANY (c.events)
      JOIN monitors m ON m.id = d.monitor_id AND m.enabled
           AND (c.all_monitors OR m.id = ANY (c.monitor_ids) OR c.tags && m.tags)
     WHERE w.ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM monitor_flapping f WHERE f.monitor_id = m.id)
  ) due
  WHERE due.number > 0 AND NOT EXISTS (
    SELECT 1 FROM alert_events e WHERE e.id = format('reminder:%s:%s:%s', due."windowId", due."channelId", due.number))
  LIMIT 5000`;

/** Sends reminders of ongoing outages. Reminders missed while no notifier ran are sent once. */
export async function remind(dataSource: DataSource, acceptEvent: AcceptEvent, signal?: AbortSignal): Promise<void> {
  for (const { channelId, monitorId, windowId, number, facts } of await dataSource.query<DueReminder[]>(DUE)) {
    if (signal?.aborted) return;
    const id = `reminder:${windowId}:${channelId}:${number}`;
    const event = { id, kind: 'reminder', monitorId, windowId, occurredAt: new Date().toISOString(), facts } as const;
    await dataSource.transaction(async (manager) => {
      const target = await lockTarget(manager, channelId);
      if (target) await acceptEvent.acceptFor(manager, event, target);
    });
  }
}
