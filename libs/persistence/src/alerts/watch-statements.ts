import type { ChannelType, FailureReason } from '@wakeful/contracts';
import { presentMaintenanceSql } from '../maintenance.js';
import { isoTime, json, notNull, number, orNull, text, textOf, textsOf, timeMs, uuid } from '../sql/column-types.js';
import { changeStatement, statement } from '../sql/statement.js';
import type { EventFacts } from './event-facts.js';
import { mutingSql } from './muting-sql.js';

const MAX_ROWS = 5_000;
/** How long a status may be unknown before an alert, in intervals, with a minimum in seconds. */
const UNCHECKED_AFTER = { intervals: 5, seconds: 300 };

/** The channel `c` is attached to the monitor `m`. */
const isAttached = '(c.all_monitors OR m.id = ANY (c.monitor_ids) OR c.tags && m.tags)';
const isFlapping = 'EXISTS (SELECT 1 FROM monitor_flapping f WHERE f.monitor_id = m.id)';

/** Certificates of monitors that expire within so many days. */
export const expiringCertificates = statement(
  { monitorId: uuid, name: text, url: text, expiresMs: notNull(timeMs) },
  { now: timeMs, days: number },
  `SELECT m.id AS monitor_id, m.name, m.url, s.certificate_expires_at AS expires_ms
     FROM monitors m JOIN monitor_state s ON s.monitor_id = m.id
    WHERE m.enabled AND s.certificate_expires_at > $now
      AND s.certificate_expires_at <= $now::timestamptz + make_interval(days => $days)`,
);

/** Outages reported to a channel that no longer covers their monitor, or that is disabled and has incidents to close. */
export const detachedOutages = statement(
  { channelId: uuid, monitorId: uuid, windowId: uuid, name: text, url: text },
  { typesWithIncidents: textsOf<ChannelType>() },
  `SELECT d.channel_id, m.id AS monitor_id, w.id AS window_id, m.name, m.url
     FROM downtime_windows w
     JOIN monitors m ON m.id = w.monitor_id AND m.enabled
     JOIN deliveries d ON d.window_id = w.id AND d.kind = 'down' AND (d.state <> 'muted' OR d.failures > 0)
     JOIN notification_channels c ON c.id = d.channel_id
    WHERE w.ended_at IS NULL
      AND CASE WHEN c.enabled THEN NOT ${isAttached} ELSE c.type = ANY ($typesWithIncidents) END
      AND NOT EXISTS (SELECT 1 FROM alert_events e WHERE e.id = format('detached:%s:%s', w.id, d.channel_id))
    LIMIT ${MAX_ROWS}`,
);

/** Outages of the last day without a message. In a storm a message may take a while. */
export const missedWindows = statement(
  {
    windowId: uuid,
    monitorId: uuid,
    name: text,
    url: text,
    startedAt: isoTime,
    endedAt: orNull(isoTime),
    lastGoodAt: orNull(isoTime),
    reason: orNull(textOf<FailureReason>()),
    detail: text,
    affectedChecks: number,
  },
  {},
  `SELECT w.id AS window_id, w.monitor_id, m.name, m.url, w.started_at, w.ended_at, w.last_good_at,
          w.first_failure->>'reason' AS reason, coalesce(w.first_failure->>'detail', '') AS detail, w.affected_checks
     FROM downtime_windows w JOIN monitors m ON m.id = w.monitor_id
    WHERE w.opened_at > now() - interval '24 hours' AND w.opened_at < now() - interval '5 minutes'
      AND (NOT EXISTS (SELECT 1 FROM alert_events e WHERE e.id = 'down:' || w.id)
           OR (w.ended_at < now() - interval '5 minutes' AND w.ended_by IS NULL
               AND NOT EXISTS (SELECT 1 FROM alert_events e WHERE e.id = 'recovered:' || w.id)))
    LIMIT ${MAX_ROWS}`,
);

/**
 * Ongoing outages at channels with reminders; `number`: the number of intervals since the outage was reported. Of those that were reported
 * in one message the first, and none of an incident that was acknowledged.
 */
export const dueReminders = statement(
  { channelId: uuid, monitorId: uuid, windowId: uuid, number, facts: json<EventFacts>() },
  {},
  `SELECT due.channel_id, due.monitor_id, due.window_id, due.number, due.facts FROM (
     SELECT d.channel_id, m.id AS monitor_id, w.id AS window_id, e.facts,
            floor(extract(epoch FROM now() - d.admitted_at) / 60 / c.reminder_minutes)::int AS number
       FROM downtime_windows w
       JOIN deliveries d ON d.window_id = w.id AND d.kind = 'down' AND d.state IN ('delivered', 'merged')
       JOIN alert_events e ON e.id = d.event_id
       JOIN notification_channels c ON c.id = d.channel_id AND c.enabled AND c.reminder_minutes IS NOT NULL
            AND 'down' = ANY (c.events)
       JOIN monitors m ON m.id = d.monitor_id AND m.enabled AND ${isAttached}
      WHERE w.ended_at IS NULL AND NOT ${isFlapping}
        AND NOT EXISTS (SELECT 1 FROM incident_windows iw JOIN incidents i ON i.id = iw.incident_id
                         WHERE iw.window_id = w.id AND i.acknowledged_at IS NOT NULL)
        AND NOT EXISTS (
          SELECT 1 FROM deliveries l
            JOIN deliveries o ON o.kind = 'down' AND (o.id = l.id OR o.digest_id = l.id) AND o.sequence < d.sequence
            JOIN downtime_windows ow ON ow.id = o.window_id AND ow.ended_at IS NULL
           WHERE l.id = d.digest_id AND l.kind = 'down')
   ) due
   WHERE due.number > 0 AND NOT EXISTS (
     SELECT 1 FROM alert_events e WHERE e.id = format('reminder:%s:%s:%s', due.window_id, due.channel_id, due.number))
   LIMIT ${MAX_ROWS}`,
);

const watched = { monitorId: uuid, name: text, url: text, detail: text, since: isoTime };
/** Since when a monitor `m` with state `s` has had no conclusive result; in the future while one is current. */
const unknownSince = `greatest(s.known_until, s.since,
  (SELECT max(p.from_at) FROM schedule_periods p WHERE p.monitor_id = m.id))`;
const limit = `make_interval(secs => greatest(${UNCHECKED_AFTER.intervals} * m.interval_seconds, ${UNCHECKED_AFTER.seconds}))`;
const hasEnd = (event: string, beginning: string, end: string): string =>
  `EXISTS (SELECT 1 FROM alert_events b WHERE b.id = '${end}' || substr(${event}.id, length('${beginning}') + 1))`;

/**
 * Monitors that have been unknown for long enough since `lookingSince`. If a checker lost its network, that alert replaces
 * those per monitor.
 */
export const uncheckedMonitors = statement(
  watched,
  { lookingSince: timeMs },
  `SELECT m.id AS monitor_id, m.name, m.url, s.last_detail AS detail, ${unknownSince} AS since
     FROM monitors m JOIN monitor_state s ON s.monitor_id = m.id
    WHERE m.enabled AND (s.known_until IS NULL OR s.known_until < now() - ${limit})
      AND $lookingSince::timestamptz < now() - ${limit}
      AND ${unknownSince} < now() - ${limit}
      AND ${presentMaintenanceSql('1')} IS NULL
      AND NOT EXISTS (SELECT 1 FROM alert_events e WHERE e.monitor_id = m.id AND e.kind = 'unchecked'
                         AND NOT ${hasEnd('e', 'unchecked', 'checked')})
      AND NOT EXISTS (SELECT 1 FROM alert_events l
                       WHERE l.monitor_id IS NULL AND l.kind = 'network-lost' AND l.occurred_at > now() - interval '24 hours'
                         AND l.facts->>'location' = ANY (m.locations) AND NOT ${hasEnd('l', 'network-lost', 'network-back')})
    LIMIT ${MAX_ROWS}`,
);

/** Reported monitors that are being checked again. */
export const checkedMonitors = statement(
  watched,
  {},
  `SELECT m.id AS monitor_id, m.name, m.url, '' AS detail, e.occurred_at AS since
     FROM alert_events e JOIN monitors m ON m.id = e.monitor_id AND m.enabled
     JOIN monitor_state s ON s.monitor_id = m.id
    WHERE e.kind = 'unchecked' AND e.created_at > now() - interval '90 days' AND s.known_until > now()
      AND NOT ${hasEnd('e', 'unchecked', 'checked')}
    LIMIT ${MAX_ROWS}`,
);

const isMuted = `d.state = 'muted' AND d.muted_by IN ('maintenance', 'parent')
  AND ${mutingSql.maintenance} IS NULL AND ${mutingSql.parent} IS NULL`;
/** It was checked since its parent recovered, without a sign of recovery. */
const isDownByItself = `s.first_good_at IS NULL
  AND (d.muted_by = 'maintenance' OR s.last_slot_at > coalesce(${mutingSql.parentRecoveredAt}, '-infinity'))`;

/**
 * Muted messages whose cause persists after the mute ended, because maintenance is over or the parent recovered: an
 * outage of a monitor that is not flapping, flapping itself, and a monitor that is stable but down.
 */
export const overdueMutes = statement(
  { id: uuid, channelId: uuid },
  {},
  `SELECT d.id, d.channel_id FROM deliveries d
     JOIN downtime_windows w ON w.id = d.window_id AND w.ended_at IS NULL
     JOIN monitors m ON m.id = d.monitor_id AND m.enabled
     JOIN monitor_state s ON s.monitor_id = m.id
    WHERE d.kind = 'down' AND ${isMuted} AND ${isDownByItself} AND NOT ${isFlapping}
   UNION ALL
   SELECT d.id, d.channel_id FROM monitor_flapping f
     JOIN monitors m ON m.id = f.monitor_id AND m.enabled
     JOIN alert_events e ON e.monitor_id = m.id AND e.occurred_at = f.since AND e.kind = 'flapping'
     JOIN deliveries d ON d.event_id = e.id
    WHERE ${isMuted}
   UNION ALL
   SELECT d.id, d.channel_id FROM downtime_windows w
     JOIN monitors m ON m.id = w.monitor_id AND m.enabled
     JOIN monitor_state s ON s.monitor_id = m.id
     JOIN alert_events e ON e.monitor_id = m.id AND e.occurred_at > w.started_at AND e.kind = 'calm'
     JOIN deliveries d ON d.event_id = e.id
    WHERE w.ended_at IS NULL AND ${isMuted} AND ${isDownByItself} AND NOT ${isFlapping}
    LIMIT ${MAX_ROWS}`,
);

export const unmuteDelivery = changeStatement(
  { id: uuid },
  `UPDATE deliveries SET state = 'pending', muted_by = NULL, detail = '', attempts = 0, admitted_at = now(),
          next_try_at = now(), give_up_at = NULL
    WHERE id = $id AND state = 'muted'`,
);
