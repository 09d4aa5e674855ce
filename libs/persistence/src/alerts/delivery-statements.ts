import type { DeliveryResponse } from '@wakeful/contracts';
import { isoTime, number, orNull, text, textOf, uuid } from '../sql/column-types.js';
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
    WHERE id = $id AND state IN ('dead', 'retrying') RETURNING channel_id`,
);

/** The receiver of a channel asked to be left alone for a while; a person knows better, or has named another one. */
export const endRestOfChannel = changeStatement(
  { channelId: uuid },
  'UPDATE notification_channels SET resting_until = NULL WHERE id = $channelId AND resting_until IS NOT NULL',
);
