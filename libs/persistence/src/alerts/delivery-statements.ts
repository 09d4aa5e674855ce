import type { DeliveryResponse } from '@wakeful/contracts';
import { coversMonitorSql } from '../maintenance.js';
import { bool, isoTime, number, orNull, text, textOf, uuid } from '../sql/column-types.js';
import { changeStatement, pagesOf, statement } from '../sql/statement.js';

const state = textOf<DeliveryResponse['state']>();

/** A delivery with the names of what it refers to, as the API shows it. */
const columns = {
  id: uuid,
  channelId: uuid,
  channelName: text,
  kind: textOf<DeliveryResponse['kind']>(),
  monitorId: orNull(uuid),
  monitorName: orNull(text),
  windowId: orNull(uuid),
  digestId: orNull(uuid),
  state,
  attempts: number,
  status: orNull(number),
  detail: text,
  occurredAt: isoTime,
  createdAt: isoTime,
  lastTriedAt: orNull(isoTime),
  nextTryAt: orNull(isoTime),
  deliveredAt: orNull(isoTime),
};

const select = `d.id, d.channel_id, c.name AS channel_name, d.kind, d.monitor_id,
  coalesce(m.name, e.facts->>'name') AS monitor_name, d.window_id, d.digest_id, d.state, d.attempts, d.status, d.detail,
  e.occurred_at, d.created_at, d.last_tried_at,
  CASE WHEN d.state IN ('pending', 'retrying') THEN d.next_try_at END AS next_try_at, d.delivered_at`;
const from = `FROM deliveries d JOIN notification_channels c ON c.id = d.channel_id
  JOIN alert_events e ON e.id = d.event_id LEFT JOIN monitors m ON m.id = d.monitor_id`;

export const deliveryById = statement(columns, { id: uuid }, `SELECT ${select} ${from} WHERE d.id = $id`);

export const deliveryPages = pagesOf(
  columns,
  { state: orNull(state), channelId: orNull(uuid), monitorId: orNull(uuid), windowId: orNull(uuid) },
  {
    select,
    from: `${from}
      WHERE ($state::text IS NULL OR d.state = $state) AND ($channelId::uuid IS NULL OR d.channel_id = $channelId)
        AND ($monitorId::uuid IS NULL OR d.monitor_id = $monitorId) AND ($windowId::uuid IS NULL OR d.window_id = $windowId)`,
    orderBy: 'd.created_at DESC, d.id',
  },
);

/** Only what failed can be sent again; it is tried for another day if need be. */
export const retryFailedDelivery = statement(
  { channelId: uuid },
  { id: uuid },
  `UPDATE deliveries SET state = 'retrying', failures = 0, refusals = 0, next_try_at = now(), give_up_at = NULL
    WHERE id = $id AND state IN ('dead', 'retrying') AND kind <> 'test' RETURNING channel_id`,
);

/** A test message that was sent, for the log. It was tried once, and nothing follows from it. */
export const logTestDelivery = changeStatement(
  {
    channelId: uuid,
    eventId: text,
    state: textOf<'delivered' | 'dead'>(),
    status: orNull(number),
    detail: text,
  },
  `WITH event AS (
     INSERT INTO alert_events (id, kind, occurred_at, facts) VALUES ($eventId, 'test', now(), '{}') RETURNING id
   )
   INSERT INTO deliveries (channel_id, event_id, kind, state, attempts, status, detail, last_tried_at, delivered_at)
   SELECT $channelId, event.id, 'test', $state, 1, $status, $detail, now(), CASE WHEN $state::text = 'delivered' THEN now() END
     FROM event`,
);

/** How the newest attempts of each channel ended, and what waits for it. */
export const channelHealth = statement(
  {
    channelId: uuid,
    name: text,
    enabled: bool,
    waiting: number,
    state: orNull(state),
    detail: orNull(text),
    status: orNull(number),
    lastTriedAt: orNull(isoTime),
    lastDeliveredAt: orNull(isoTime),
  },
  {},
  `SELECT c.id AS channel_id, c.name, c.enabled, waiting.count AS waiting, last.state, last.detail, last.status,
          last.last_tried_at, good.delivered_at AS last_delivered_at
     FROM notification_channels c
     CROSS JOIN LATERAL (
       SELECT count(*) FROM deliveries d WHERE d.channel_id = c.id AND d.state IN ('pending', 'retrying')) waiting
     LEFT JOIN LATERAL (
       SELECT newest.* FROM (
         SELECT d.state, d.detail, d.status, d.last_tried_at FROM deliveries d
          WHERE d.channel_id = c.id AND d.attempts > 0 AND d.state IN ('retrying', 'delivered', 'dead')
          ORDER BY d.admitted_at DESC LIMIT 20) newest
        ORDER BY newest.last_tried_at DESC NULLS LAST LIMIT 1) last ON true
     LEFT JOIN LATERAL (
       SELECT d.delivered_at FROM deliveries d WHERE d.channel_id = c.id AND d.state = 'delivered'
        ORDER BY d.admitted_at DESC LIMIT 1) good ON true
    ORDER BY c.name, c.id`,
);

/** The monitors whose outages are reported to no enabled channel. */
export const countUncoveredMonitors = statement(
  { count: number },
  {},
  `SELECT count(*) AS count FROM monitors m
    WHERE m.enabled AND NOT EXISTS (
      SELECT 1 FROM notification_channels w WHERE w.enabled AND 'down' = ANY (w.events) AND ${coversMonitorSql})`,
);

/** The receiver of a channel asked to be left alone for a while; a person knows better, or has named another one. */
export const endRestOfChannel = changeStatement(
  { channelId: uuid },
  'UPDATE notification_channels SET resting_until = NULL WHERE id = $channelId AND resting_until IS NOT NULL',
);
