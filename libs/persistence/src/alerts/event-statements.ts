import type { AlertEvent as EventChoice, ChannelType, DeliveryKind, DeliveryState } from '@wakeful/contracts';
import {
  bool,
  isoTime,
  json,
  number,
  orNull,
  text,
  textOf,
  texts,
  textsOf,
  time,
  uuid,
  uuids,
} from '../sql/column-types.js';
import { rowSet } from '../sql/row-set.js';
import { changeStatement, statement } from '../sql/statement.js';
import type { EventFacts, MutedBy } from './event-facts.js';
import { mutingSql } from './muting-sql.js';

/** Longer than an attempt may take: a delivery not settled by then was abandoned by a dead process and is due again. */
export const LEASE_SECONDS = 60;

const kind = textOf<DeliveryKind>();
const state = textOf<DeliveryState>();

/** Changes no row when the event is stored already. */
export const insertEvent = changeStatement(
  {
    id: text,
    kind,
    monitorId: orNull(uuid),
    windowId: orNull(uuid),
    occurredAt: isoTime,
    facts: json<EventFacts>(),
  },
  `INSERT INTO alert_events (id, kind, monitor_id, window_id, occurred_at, facts)
   VALUES ($id, $kind, $monitorId, $windowId, $occurredAt, $facts)
   ON CONFLICT DO NOTHING`,
);

export const knownEvents = statement({ id: text }, { ids: texts }, 'SELECT id FROM alert_events WHERE id = ANY ($ids)');

/** When an outage became known, and whether it was reported. */
export const newsOfWindow = statement(
  { openedAt: isoTime, isTold: bool },
  { windowId: uuid },
  `SELECT opened_at,
          EXISTS (SELECT 1 FROM deliveries d
                   WHERE d.window_id = w.id AND d.kind = 'down' AND d.state <> 'muted') AS is_told
     FROM downtime_windows w WHERE id = $windowId`,
);

/** Deliveries of an event, due after so many seconds; one that is there already stays as it is. */
export const insertDeliveries = changeStatement(
  {
    eventId: text,
    kind,
    monitorId: orNull(uuid),
    windowId: orNull(uuid),
    deliveries: rowSet({
      id: uuid,
      channelId: uuid,
      state,
      mutedBy: orNull(textOf<MutedBy>()),
      detail: text,
      digestId: orNull(uuid),
      waitSeconds: number,
    }),
  },
  `INSERT INTO deliveries (id, channel_id, event_id, kind, monitor_id, window_id, state, muted_by, detail, digest_id, next_try_at)
   SELECT id, channel_id, $eventId, $kind, $monitorId, $windowId, state, muted_by, detail, digest_id,
          now() + make_interval(secs => wait_seconds)
     FROM $deliveries
   ON CONFLICT DO NOTHING`,
);

/** What waits for its next try is looked at at once. What is under way is due within its lease. */
export const hurryDeliveriesOfMonitor = changeStatement(
  { monitorId: uuid },
  `UPDATE deliveries SET next_try_at = now()
    WHERE monitor_id = $monitorId AND channel_id IN (SELECT id FROM notification_channels)
      AND (state = 'pending' AND attempts = 0
           OR state = 'retrying' AND next_try_at > now() + interval '${LEASE_SECONDS} seconds')`,
);

/** Messages about the beginning of an outage that have not been tried yet. */
export const hurryBeginningsOfWindow = changeStatement(
  { windowId: uuid, channelIds: uuids },
  `UPDATE deliveries SET next_try_at = now()
    WHERE window_id = $windowId AND channel_id = ANY ($channelIds) AND kind = 'down' AND state = 'pending'
      AND attempts = 0`,
);

/** Changes a row if the monitor is known to flap. */
export const noteFlap = changeStatement(
  { monitorId: uuid },
  'UPDATE monitor_flapping SET last_change_at = now() WHERE monitor_id = $monitorId',
);
/** An outage that ends in "degraded" is one change with two events. */
export const countChanges = statement(
  { changes: number },
  { monitorId: uuid, kinds: textsOf<DeliveryKind>(), until: isoTime, minutes: number },
  `SELECT count(DISTINCT occurred_at) AS changes FROM alert_events
    WHERE monitor_id = $monitorId AND kind = ANY ($kinds)
      AND occurred_at > $until::timestamptz - make_interval(mins => $minutes) AND occurred_at <= $until::timestamptz`,
);
export const beginFlapping = changeStatement(
  { monitorId: uuid, since: isoTime },
  `INSERT INTO monitor_flapping (monitor_id, since, last_change_at)
   SELECT id, $since, now() FROM monitors WHERE id = $monitorId`,
);
/** Forgets that monitors flap which have been calm for so long. */
export const takeCalmMonitors = statement(
  { id: uuid, name: text, url: text, since: isoTime },
  { minutes: number },
  `DELETE FROM monitor_flapping f USING monitors m
    WHERE m.id = f.monitor_id AND f.last_change_at < now() - make_interval(mins => $minutes)
   RETURNING m.id, m.name, m.url, f.since`,
);

export const monitorIsEnabled = statement(
  { enabled: bool },
  { id: uuid },
  'SELECT enabled FROM monitors WHERE id = $id',
);

/** The names of the maintenance and of the parent that mute a monitor now. */
export const mutesOfMonitor = statement(
  { maintenance: orNull(text), parent: orNull(text) },
  { id: uuid },
  `SELECT ${mutingSql.maintenance} AS maintenance, ${mutingSql.parent} AS parent FROM monitors m WHERE m.id = $id`,
);

/** What became of the newest delivery to each channel that was the beginning of something: by its event or its monitor. */
export const beginningsAtChannels = statement(
  { channelId: uuid, state, mutedBy: orNull(textOf<MutedBy>()) },
  { channelIds: uuids, eventId: orNull(text), degradedMonitorId: orNull(uuid) },
  `SELECT DISTINCT ON (channel_id) channel_id, state, muted_by FROM deliveries
    WHERE channel_id = ANY ($channelIds)
      AND ($eventId::text IS NULL OR event_id = $eventId)
      AND ($degradedMonitorId::uuid IS NULL OR kind = 'degraded' AND monitor_id = $degradedMonitorId)
    ORDER BY channel_id, sequence DESC`,
);

/** The loss of a checker's network that a report of the time from `startedAt` to `until` is about; open ones first. */
export const knownNetworkLoss = statement(
  { id: text, startedAt: isoTime, endedAt: orNull(isoTime) },
  { location: text, checker: text, startedAt: isoTime, until: isoTime, maxHours: number },
  `SELECT l.id, l.occurred_at AS started_at, b.occurred_at AS ended_at
     FROM alert_events l LEFT JOIN alert_events b ON b.id = 'network-back' || substr(l.id, length('network-lost') + 1)
    WHERE l.monitor_id IS NULL AND l.kind = 'network-lost'
      AND l.occurred_at > $startedAt::timestamptz - make_interval(hours => $maxHours) AND l.occurred_at <= $until
      AND l.facts->>'location' = $location AND l.facts->>'checker' = $checker
      AND (b.id IS NULL OR b.occurred_at >= $startedAt)
    ORDER BY b.id IS NOT NULL, l.occurred_at DESC LIMIT 1`,
);

const target = { id: uuid, type: textOf<ChannelType>(), stormThreshold: number, waitForDiagnosisSeconds: number };
const selectTarget =
  'SELECT c.id, c.type, c.storm_threshold, c.wait_for_diagnosis_seconds FROM notification_channels c';

/**
 * Locks the channels that are to hear of an event, in the order of their ids, so that two transactions cannot deadlock:
 * those that want such events and are attached to its monitor, if it is about one, but not those that were made long after
 * it; of `typesWithIncidents` also those that want its beginning; and those of `alsoIds`.
 */
export const lockTargets = statement(
  target,
  {
    choice: textOf<EventChoice>(),
    beginning: orNull(textOf<EventChoice>()),
    typesWithIncidents: textsOf<ChannelType>(),
    newsAt: isoTime,
    monitorId: orNull(uuid),
    tags: orNull(texts),
    alsoIds: uuids,
  },
  `${selectTarget}
    WHERE c.enabled AND c.created_at < $newsAt::timestamptz + interval '10 minutes'
      AND ($choice = ANY (c.events) OR ($beginning = ANY (c.events) AND c.type = ANY ($typesWithIncidents)))
      AND ($monitorId::uuid IS NULL OR c.all_monitors OR $monitorId = ANY (c.monitor_ids)
           OR c.tags && coalesce($tags::text[], (SELECT tags FROM monitors WHERE id = $monitorId), '{}'))
      OR c.enabled AND c.id = ANY ($alsoIds)
    ORDER BY c.id FOR NO KEY UPDATE`,
);
export const lockTargetById = statement(
  target,
  { id: uuid, isEvenIfDisabled: bool },
  `${selectTarget} WHERE c.id = $id AND (c.enabled OR $isEvenIfDisabled) FOR NO KEY UPDATE`,
);
export const enabledChannels = statement(
  { id: uuid, type: textOf<ChannelType>() },
  {},
  'SELECT id, type FROM notification_channels WHERE enabled',
);

/**
 * The newest message of each topic that has reached its receiver, may have, or still can, since the end of monitoring was
 * told there last. `kinds` says which kind of delivery is about which topic.
 * @param beforeDeliveryId counts only what was meant for the channel before this delivery
 */
export const newestOfTopics = statement(
  { channelId: uuid, topic: text, isOpening: bool },
  {
    channelIds: uuids,
    monitorId: uuid,
    beforeDeliveryId: orNull(uuid),
    kinds: rowSet({ kind, topic: text, isOpening: bool }),
  },
  `SELECT DISTINCT ON (d.channel_id, kinds.topic) d.channel_id, kinds.topic, kinds.is_opening
     FROM unnest($channelIds::uuid[]) AS c (id) JOIN deliveries d ON d.channel_id = c.id AND d.monitor_id = $monitorId
     JOIN $kinds ON kinds.kind = d.kind
    WHERE (d.state <> 'muted' OR d.failures > 0)
      AND ($beforeDeliveryId::uuid IS NULL OR d.sequence < (SELECT sequence FROM deliveries WHERE id = $beforeDeliveryId))
      AND NOT EXISTS (
        SELECT 1 FROM deliveries e JOIN alert_events v ON v.id = e.event_id
         WHERE e.channel_id = d.channel_id AND e.monitor_id = d.monitor_id AND e.kind = 'monitoring'
           AND v.facts->>'change' IN ('disabled', 'deleted', 'detached') AND e.state <> 'muted'
           AND e.id IS DISTINCT FROM $beforeDeliveryId AND e.sequence > d.sequence)
    ORDER BY d.channel_id, kinds.topic, d.sequence DESC`,
);

/** The digests of channels to which something can be added: from its first try on a digest says what it says. */
export const lockOpenDigests = statement(
  { id: uuid, channelId: uuid },
  { channelIds: uuids },
  `SELECT id, channel_id FROM deliveries
    WHERE channel_id = ANY ($channelIds) AND state = 'pending' AND kind = 'digest' AND attempts = 0 FOR UPDATE`,
);

/** Messages that were meant for a channel within so many seconds, at most `limit`. What was added to another message is none. */
export const recentDeliveries = statement(
  { id: uuid },
  { channelId: uuid, seconds: number, limit: number },
  `SELECT id FROM deliveries d
    WHERE channel_id = $channelId AND admitted_at > now() - make_interval(secs => $seconds) AND state <> 'muted'
      AND kind NOT IN ('digest', 'update')
      AND NOT EXISTS (SELECT 1 FROM deliveries l WHERE l.id = d.digest_id AND l.kind <> 'digest')
    LIMIT $limit`,
);

/** Those of the last hour. */
export const recentDigests = statement(
  { count: number, secondsAgo: orNull(number) },
  { channelId: uuid },
  `SELECT count(*) AS count, extract(epoch FROM now() - max(created_at))::float8 AS seconds_ago
     FROM deliveries WHERE channel_id = $channelId AND kind = 'digest' AND created_at > now() - interval '1 hour'`,
);

export const insertDigest = changeStatement(
  { eventId: text, id: uuid, channelId: uuid, waitSeconds: number },
  `WITH event AS (
     INSERT INTO alert_events (id, kind, occurred_at, facts) VALUES ($eventId, 'digest', now(), '{}') RETURNING id
   ) INSERT INTO deliveries (id, channel_id, event_id, kind, state, next_try_at)
     SELECT $id, $channelId, id, 'digest', 'pending', now() + make_interval(secs => $waitSeconds) FROM event`,
);

/** Gathers what has not been tried yet. An incident that was opened by itself has to be closed by itself. */
export const mergeIntoDigest = changeStatement(
  { channelId: uuid, digestId: uuid, hasIncidents: bool },
  `UPDATE deliveries d SET state = 'merged', digest_id = $digestId, next_try_at = NULL
    WHERE channel_id = $channelId AND state = 'pending' AND attempts = 0
      AND kind NOT IN ('digest', 'update', 'network-lost', 'network-back')
      AND NOT ($hasIncidents AND (kind = 'monitoring' OR kind = 'recovered' AND EXISTS (
        SELECT 1 FROM deliveries b
         WHERE b.window_id = d.window_id AND b.channel_id = d.channel_id AND b.kind = 'down'
           AND (b.state <> 'merged' OR EXISTS (SELECT 1 FROM deliveries l WHERE l.id = b.digest_id AND l.kind <> 'digest')))))`,
);

/** What was added to messages that a digest has gathered is in the digest as well. */
export const mergeFollowersIntoDigest = changeStatement(
  { channelId: uuid, digestId: uuid },
  `UPDATE deliveries f SET digest_id = $digestId FROM deliveries l
    WHERE l.channel_id = $channelId AND l.digest_id = $digestId AND f.digest_id = l.id`,
);

export const deleteEvent = changeStatement({ id: text }, 'DELETE FROM alert_events WHERE id = $id');

/** Their deliveries go with them. */
export const deleteEventsBefore = changeStatement(
  { limit: time },
  'DELETE FROM alert_events WHERE created_at < $limit',
);
