import { bool, isoTime, notNull, number, orNull, text, uuid, uuids } from '../sql/column-types.js';
import { changeStatement, statement } from '../sql/statement.js';

/** The first message about the thread to which the message `d` about the beginning of an outage belongs; never a digest. */
const leadOf = (d: string): string =>
  `JOIN deliveries l ON l.id = coalesce(${d}.digest_id, ${d}.id) AND l.kind = 'down' AND l.state <> 'merged'`;
/** The outages that were reported in the thread of the message `l`. */
const toldIn = (l: string): string =>
  `deliveries o JOIN downtime_windows ow ON ow.id = o.window_id
     JOIN monitors om ON om.id = ow.monitor_id AND om.enabled
    WHERE o.kind = 'down' AND (o.id = ${l}.id OR o.digest_id = ${l}.id)`;

/**
 * The threads about an incident that channels have, and to which something can be added: their first message waits, was sent or may
 * have been, and one of their outages lasts.
 */
export const threadsOfIncident = statement(
  { channelId: uuid, leadId: uuid, isUntried: bool, updates: number },
  { incidentId: uuid, channelIds: uuids },
  `SELECT t.channel_id, l.id AS lead_id, l.state = 'pending' AND l.attempts = 0 AS is_untried, t.updates
     FROM alert_threads t JOIN deliveries l ON l.id = t.delivery_id
    WHERE t.incident_id = $incidentId AND t.channel_id = ANY ($channelIds)
      AND l.state IN ('pending', 'retrying', 'delivered')
      AND EXISTS (SELECT 1 FROM ${toldIn('l')} AND ow.ended_at IS NULL)`,
);

/** A channel has one thread about an incident: a new one takes the place of one that is over. */
export const beginThread = changeStatement(
  { channelId: uuid, incidentId: uuid, deliveryId: uuid },
  `INSERT INTO alert_threads (channel_id, incident_id, delivery_id) VALUES ($channelId, $incidentId, $deliveryId)
   ON CONFLICT (channel_id, incident_id) DO UPDATE
     SET delivery_id = excluded.delivery_id, told_diagnosis = NULL, told_windows = 0, told_at = NULL, updates = 0`,
);

/** The threads in which channels heard of the beginning of an outage together with others. */
export const threadsOfWindow = statement(
  { channelId: uuid, leadId: uuid, leadWindowId: notNull(uuid), lasting: number, hasEndTold: bool },
  { windowId: uuid, channelIds: uuids },
  `SELECT d.channel_id, l.id AS lead_id, l.window_id AS lead_window_id,
          (SELECT count(*) FROM ${toldIn('l')} AND ow.ended_at IS NULL AND ow.id <> $windowId) AS lasting,
          EXISTS (SELECT 1 FROM deliveries r JOIN deliveries o ON o.window_id = r.window_id AND o.channel_id = r.channel_id
                   WHERE o.kind = 'down' AND (o.id = l.id OR o.digest_id = l.id)
                     AND r.kind = 'recovered' AND r.state NOT IN ('merged', 'muted')) AS has_end_told
     FROM deliveries d ${leadOf('d')}
    WHERE d.window_id = $windowId AND d.channel_id = ANY ($channelIds) AND d.kind = 'down' AND d.state <> 'muted'
      AND l.window_id IS NOT NULL AND EXISTS (SELECT 1 FROM deliveries f WHERE f.digest_id = l.id)`,
);

/** Of which thread the newest outage of a monitor is at a channel, or that of a window, and whether all its outages are over. */
export const threadKeyOf = statement(
  { incidentId: uuid, leadId: uuid, isOver: bool },
  { channelId: uuid, monitorId: uuid, windowId: orNull(uuid) },
  `SELECT t.incident_id, l.id AS lead_id, NOT EXISTS (SELECT 1 FROM ${toldIn('l')} AND ow.ended_at IS NULL) AS is_over
     FROM deliveries d ${leadOf('d')} JOIN alert_threads t ON t.delivery_id = l.id
    WHERE d.channel_id = $channelId AND d.monitor_id = $monitorId AND ($windowId::uuid IS NULL OR d.window_id = $windowId)
      AND d.kind = 'down' AND d.state <> 'muted'
    ORDER BY d.sequence DESC LIMIT 1`,
);

/** The outages that were reported in a thread, in their order; `isOpen`: it lasts. */
export const outagesOfThread = statement(
  { windowId: uuid, monitorId: uuid, name: text, startedAt: isoTime, endedAt: orNull(isoTime), isOpen: bool },
  { leadId: uuid },
  `SELECT ow.id AS window_id, om.id AS monitor_id, om.name, ow.started_at, ow.ended_at, ow.ended_at IS NULL AS is_open
     FROM deliveries l, ${toldIn('l')} AND l.id = $leadId ORDER BY o.sequence`,
);

/** The thread of a first message, and what it has heard. */
export const threadByLead = statement(
  {
    incidentId: uuid,
    toldDiagnosis: orNull(text),
    toldWindows: number,
    causeKind: orNull(text),
    causeValue: orNull(text),
  },
  { leadId: uuid },
  `SELECT t.incident_id, t.told_diagnosis, t.told_windows, i.cause_kind, i.cause_value
     FROM alert_threads t LEFT JOIN incidents i ON i.id = t.incident_id WHERE t.delivery_id = $leadId`,
);

/** Notes what a thread is about to hear. */
export const noteTold = changeStatement(
  { leadId: uuid, diagnosis: orNull(text), windows: number },
  `UPDATE alert_threads SET told_diagnosis = $diagnosis, told_windows = $windows, told_at = now() WHERE delivery_id = $leadId`,
);

/** Counts an update of a thread, unless one waits already. */
export const countUpdate = statement(
  { updates: number },
  { leadId: uuid },
  `UPDATE alert_threads t SET updates = t.updates + 1
    WHERE t.delivery_id = $leadId AND NOT EXISTS (
      SELECT 1 FROM deliveries u JOIN deliveries l ON l.id = t.delivery_id
       WHERE u.channel_id = t.channel_id AND u.window_id = l.window_id AND u.kind = 'update' AND u.state IN ('pending', 'retrying'))
   RETURNING t.updates`,
);

/** The updates that wait about a thread are looked at at once, as its outage has ended. */
export const hurryUpdates = changeStatement(
  { windowIds: uuids, channelIds: uuids },
  `UPDATE deliveries SET next_try_at = now()
    WHERE window_id = ANY ($windowIds) AND channel_id = ANY ($channelIds) AND kind = 'update' AND state = 'pending' AND attempts = 0`,
);

/** Threads whose first message was sent before the browser found out what it now says, within the last hour. */
export const threadsToUpdate = statement(
  { channelId: uuid, leadId: uuid },
  {},
  `SELECT t.channel_id, l.id AS lead_id FROM alert_threads t
     JOIN deliveries l ON l.id = t.delivery_id AND l.state = 'delivered' AND l.created_at > now() - interval '1 hour'
     JOIN downtime_windows w ON w.id = l.window_id AND w.ended_at IS NULL AND w.root_cause IS NULL
     JOIN monitors m ON m.id = w.monitor_id AND m.enabled
     JOIN notification_channels c ON c.id = t.channel_id AND c.enabled
    WHERE w.suggested_root_cause IS NOT NULL AND w.suggested_root_cause IS DISTINCT FROM t.told_diagnosis
      AND NOT EXISTS (SELECT 1 FROM deliveries u WHERE u.channel_id = t.channel_id AND u.window_id = l.window_id
                         AND u.kind = 'update' AND u.state IN ('pending', 'retrying'))
    LIMIT 1000`,
);

/** A message that says more in the thread of a first one, about the same outage. */
export const insertUpdate = changeStatement(
  { leadId: uuid, eventId: text, waitSeconds: number },
  `WITH lead AS (
     SELECT l.channel_id, l.monitor_id, l.window_id, e.facts
       FROM deliveries l JOIN alert_events e ON e.id = l.event_id WHERE l.id = $leadId
   ), event AS (
     INSERT INTO alert_events (id, kind, monitor_id, window_id, occurred_at, facts)
     SELECT $eventId, 'update', monitor_id, window_id, now(), facts FROM lead ON CONFLICT DO NOTHING RETURNING id
   ) INSERT INTO deliveries (channel_id, event_id, kind, monitor_id, window_id, state, next_try_at)
     SELECT lead.channel_id, event.id, 'update', lead.monitor_id, lead.window_id, 'pending', now() + make_interval(secs => $waitSeconds)
       FROM lead, event`,
);

/** When a first message is not sent, because its monitor is paused or in maintenance, the next outage of its thread takes its place. */
export const promoteFollower = changeStatement(
  { leadId: uuid },
  `WITH next AS (
     SELECT id FROM deliveries WHERE digest_id = $leadId AND kind = 'down' AND state = 'merged' ORDER BY sequence LIMIT 1
   ), promoted AS (
     UPDATE deliveries d SET state = 'pending', digest_id = NULL, next_try_at = now() FROM next WHERE d.id = next.id
   ), moved AS (
     UPDATE deliveries d SET digest_id = next.id FROM next WHERE d.digest_id = $leadId AND d.id <> next.id
   ) UPDATE alert_threads t SET delivery_id = next.id FROM next WHERE t.delivery_id = $leadId`,
);

/**
 * When the last outage of a thread ends without a message about its end, as with a pause, the end of the others is reported by the newest
 * message that waited for it.
 */
export const promoteEnd = changeStatement(
  { monitorId: uuid },
  `UPDATE deliveries SET state = 'pending', digest_id = NULL, next_try_at = now()
    WHERE id IN (
      SELECT DISTINCT ON (l.id) r.id
        FROM deliveries d ${leadOf('d')}
        JOIN deliveries r ON r.digest_id = l.id AND r.kind = 'recovered' AND r.state = 'merged'
       WHERE d.monitor_id = $monitorId AND d.kind = 'down' AND d.state <> 'muted'
         AND NOT EXISTS (SELECT 1 FROM ${toldIn('l')} AND ow.ended_at IS NULL)
         AND NOT EXISTS (SELECT 1 FROM deliveries e JOIN deliveries o ON o.window_id = e.window_id AND o.channel_id = e.channel_id
                          WHERE o.kind = 'down' AND (o.id = l.id OR o.digest_id = l.id)
                            AND e.kind = 'recovered' AND e.state NOT IN ('merged', 'muted'))
       ORDER BY l.id, r.sequence DESC)`,
);
