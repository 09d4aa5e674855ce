import type { DeliveryKind } from '@wakeful/contracts';
import { bool, isoTime, json, number, orNull, text, textOf, texts, uuid, uuids } from '../sql/column-types.js';
import type { RowsOf } from '../sql/run-statement.js';
import { changeStatement, statement } from '../sql/statement.js';
import type { EventFacts, MutedBy } from './event-facts.js';
import { LEASE_SECONDS } from './event-statements.js';

/** A slow receiver must not hold up others. */
export const MAX_PER_CHANNEL = 4;
const GIVE_UP_AFTER_HOURS = 24;
/** After this many consecutive rejections, over some minutes, it is abandoned: a deleted receiver does not come back. */
const MAX_REFUSALS = 7;

const kind = textOf<DeliveryKind>();

/** The message about an outage need not wait any longer: the browser has been there, or none comes. */
const isDiagnosed = `(
  EXISTS (SELECT 1 FROM debug_sessions s
           WHERE s.window_id = d.window_id AND s.moment = 'opened' AND s.state <> 'queued')
  OR EXISTS (SELECT 1 FROM monitors m WHERE m.id = d.monitor_id AND NOT m.debug_on_down))`;

/**
 * Messages about one monitor reach a channel in their order: one waits while an earlier one is not settled. So does the end
 * of a checker's loss, which is about no monitor, and the end of an incident while an update of it is under way: at a receiver that keeps
 * incidents it would open it again.
 */
const isNext = `NOT EXISTS (
  SELECT 1 FROM deliveries e
   WHERE d.kind = 'network-back' AND e.channel_id = d.channel_id
     AND e.event_id = 'network-lost' || substr(d.event_id, length('network-back') + 1)
     AND e.state IN ('pending', 'retrying'))
 AND NOT EXISTS (
  SELECT 1 FROM deliveries u
   WHERE d.kind = 'recovered' AND u.channel_id = d.channel_id AND u.kind = 'update' AND u.state IN ('pending', 'retrying')
     AND u.window_id IN (SELECT l.window_id FROM deliveries b JOIN deliveries l ON l.id = coalesce(b.digest_id, b.id)
                          WHERE b.window_id = d.window_id AND b.channel_id = d.channel_id AND b.kind = 'down'))
 AND NOT EXISTS (
  SELECT 1 FROM deliveries e LEFT JOIN deliveries g ON g.id = e.digest_id
   WHERE e.channel_id = d.channel_id AND e.monitor_id = d.monitor_id AND e.sequence < d.sequence
     AND coalesce(g.state, e.state) IN ('pending', 'retrying'))`;

/** Claims deliveries that are due, at most a few per channel, and none of a channel whose receiver asked to be left alone. */
export const claimDeliveries = statement(
  {
    id: uuid,
    channelId: uuid,
    eventId: text,
    kind,
    monitorId: orNull(uuid),
    windowId: orNull(uuid),
    /** The number of this attempt. A result of an older attempt is ignored. */
    attempts: number,
    failures: number,
    /** Consecutive rejections by the receiver. */
    refusals: number,
    /** The recipients that have already accepted it. */
    reached: texts,
    occurredAt: isoTime,
    facts: json<EventFacts>(),
  },
  { busyChannelIds: uuids, limit: number },
  `WITH due AS (
     SELECT next.id FROM notification_channels c CROSS JOIN LATERAL (
       SELECT d.id FROM deliveries d
        WHERE d.channel_id = c.id AND d.state IN ('pending', 'retrying')
          AND (d.next_try_at <= now() OR (d.attempts = 0 AND d.kind = 'down' AND ${isDiagnosed})) AND ${isNext}
        ORDER BY d.next_try_at, d.sequence LIMIT ${MAX_PER_CHANNEL} FOR UPDATE OF d SKIP LOCKED
     ) next WHERE NOT c.id = ANY ($busyChannelIds) AND (c.resting_until IS NULL OR c.resting_until <= now()) LIMIT $limit
   )
   UPDATE deliveries d
      SET attempts = d.attempts + 1, last_tried_at = now(), next_try_at = now() + interval '${LEASE_SECONDS} seconds',
          give_up_at = coalesce(d.give_up_at, now() + interval '${GIVE_UP_AFTER_HOURS} hours')
     FROM due, alert_events e
    WHERE d.id = due.id AND e.id = d.event_id
   RETURNING d.id, d.channel_id, d.event_id, d.kind, d.monitor_id, d.window_id, d.attempts, d.failures, d.refusals,
             d.reached, e.occurred_at, e.facts`,
);

/** A delivery that only this process may attempt until its lease expires. */
export type ClaimedDelivery = RowsOf<typeof claimDeliveries>[number];

/** Renews the lease of a delivery, if this is still its newest attempt. */
export const renewLease = changeStatement(
  { id: uuid, attempts: number },
  `UPDATE deliveries SET next_try_at = now() + interval '${LEASE_SECONDS} seconds'
    WHERE id = $id AND attempts = $attempts AND state IN ('pending', 'retrying')`,
);

/** Records the outcome of an attempt unless another has started since. */
export const settleTry = statement(
  { state: textOf<'delivered' | 'muted' | 'retrying' | 'dead'>() },
  {
    id: uuid,
    attempts: number,
    state: textOf<'delivered' | 'muted' | 'retrying'>(),
    status: orNull(number),
    detail: text,
    mutedBy: orNull(textOf<MutedBy>()),
    failures: number,
    delayMs: number,
    refusals: number,
    reached: texts,
  },
  `UPDATE deliveries d
      SET state = n.state, status = $status, detail = $detail, muted_by = $mutedBy, failures = $failures,
          refusals = $refusals, reached = ARRAY(SELECT DISTINCT unnest(d.reached || $reached::text[])),
          next_try_at = CASE WHEN n.state = 'retrying' THEN now() + $delayMs::float8 * interval '1 millisecond' END,
          delivered_at = CASE WHEN n.state = 'delivered' THEN now() END
     FROM (SELECT id, CASE WHEN $state::text <> 'retrying' THEN $state::text
                           WHEN now() > give_up_at OR $refusals >= ${MAX_REFUSALS} THEN 'dead'
                           ELSE 'retrying' END AS state
             FROM deliveries WHERE id = $id) n
    WHERE d.id = n.id AND d.attempts = $attempts AND d.state IN ('pending', 'retrying')
   RETURNING d.state`,
);

/** A receiver that asked to wait gets no other message either. */
export const restChannel = changeStatement(
  { channelId: uuid, restMs: number },
  `UPDATE notification_channels
      SET resting_until = greatest(resting_until, now() + $restMs::float8 * interval '1 millisecond') WHERE id = $channelId`,
);

export const openWindowOfMonitor = statement(
  { id: uuid },
  { monitorId: uuid },
  'SELECT id FROM downtime_windows WHERE monitor_id = $monitorId AND ended_at IS NULL',
);

/** The evidence of the browser check at the start of an outage; a user's root cause takes precedence. */
export const evidenceOfWindow = statement(
  { diagnosis: orNull(text), next: orNull(text), debugSessionId: orNull(uuid) },
  { windowId: uuid },
  `SELECT coalesce(w.root_cause, w.suggested_root_cause) AS diagnosis,
          CASE WHEN w.root_cause IS NULL THEN s.diagnosis ->> 'next' END AS next, s.id AS debug_session_id
     FROM downtime_windows w
     LEFT JOIN debug_sessions s ON s.window_id = w.id AND s.moment = 'opened' AND s.state = 'completed'
    WHERE w.id = $windowId`,
);

/** Of an outage that was reported in a digest: whether all outages of that digest are over. */
export const stormOfOutage = statement(
  { isOver: bool },
  { channelId: uuid, monitorId: uuid, windowId: orNull(uuid) },
  `SELECT NOT EXISTS (
            SELECT 1 FROM deliveries other
              JOIN downtime_windows w ON w.id = other.window_id AND w.ended_at IS NULL
              JOIN monitors m ON m.id = w.monitor_id AND m.enabled
             WHERE other.digest_id = d.digest_id) AS is_over
     FROM deliveries d
      JOIN deliveries g ON g.id = d.digest_id AND g.kind = 'digest'
    WHERE d.channel_id = $channelId AND d.monitor_id = $monitorId AND ($windowId::uuid IS NULL OR d.window_id = $windowId)
      AND d.kind = 'down' AND d.state = 'merged'
    ORDER BY d.sequence DESC LIMIT 1`,
);

/**
 * What a digest has to tell now, outages first: the newest message about each monitor; what is about monitors that were
 * deleted meanwhile is left out.
 */
export const mergedDeliveries = statement(
  {
    kind,
    monitorId: orNull(uuid),
    windowId: orNull(uuid),
    eventId: text,
    facts: json<EventFacts>(),
    occurredAt: isoTime,
    name: text,
    isDown: bool,
  },
  { digestId: uuid },
  `SELECT * FROM (
     SELECT DISTINCT ON (d.monitor_id) d.kind, d.monitor_id, d.window_id, d.event_id, e.facts, e.occurred_at,
            coalesce(m.name, e.facts->>'name') AS name,
            EXISTS (SELECT 1 FROM downtime_windows w
                     WHERE w.monitor_id = d.monitor_id AND w.ended_at IS NULL AND m.enabled) AS is_down
       FROM deliveries d JOIN alert_events e ON e.id = d.event_id LEFT JOIN monitors m ON m.id = d.monitor_id
      WHERE d.digest_id = $digestId AND (m.id IS NOT NULL OR d.kind = 'monitoring')
      ORDER BY d.monitor_id, d.sequence DESC
   ) newest ORDER BY kind IN ('down', 'reminder') DESC, lower(name), monitor_id`,
);
