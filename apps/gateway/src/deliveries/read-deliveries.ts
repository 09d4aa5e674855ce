import type { DeliveryResponse } from '@wakeful/contracts';

type Times = 'occurredAt' | 'createdAt' | 'lastTriedAt' | 'nextTryAt' | 'deliveredAt';

/** A delivery with the names of what it refers to, as `deliverySelect` reads it. */
export type DeliveryRow = Omit<DeliveryResponse, Times> & {
  occurredAt: Date;
  createdAt: Date;
  lastTriedAt: Date | null;
  nextTryAt: Date | null;
  deliveredAt: Date | null;
};

export const deliverySelect = `
  SELECT d.id, d.channel_id AS "channelId", c.name AS "channelName", d.kind, d.monitor_id AS "monitorId",
    coalesce(m.name, e.facts->>'name') AS "monitorName", d.window_id AS "windowId", d.digest_id AS "digestId", d.state, d.attempts, d.status,
    d.detail, e.occurred_at AS "occurredAt", d.created_at AS "createdAt", d.last_tried_at AS "lastTriedAt",
    CASE WHEN d.state IN ('pending', 'retrying') THEN d.next_try_at END AS "nextTryAt", d.delivered_at AS "deliveredAt"
  FROM deliveries d JOIN notification_channels c ON c.id = d.channel_id JOIN alert_events e ON e.id = d.event_id
    LEFT JOIN monitors m ON m.id = d.monitor_id`;

/** A delivery as the API shows it. */
export function deliveryResponseOf(row: DeliveryRow): DeliveryResponse {
  return {
    ...row,
    occurredAt: row.occurredAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
    lastTriedAt: row.lastTriedAt?.toISOString() ?? null,
    nextTryAt: row.nextTryAt?.toISOString() ?? null,
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
  };
}
