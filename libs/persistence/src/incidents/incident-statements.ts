import type { FailureReason, IncidentCauseKind, IncidentEntry, IncidentSummary } from '@wakeful/contracts';
import {
  bool,
  isoTime,
  json,
  number,
  orNull,
  text,
  textOf,
  textsOf,
  timeMs,
  uuid,
  uuids,
} from '../sql/column-types.js';
import { changeStatement, pagesOf, statement } from '../sql/statement.js';

const causeKind = textOf<IncidentCauseKind>();
const MONITORS_SHOWN = 5;
const MAX_ENTRIES = 200;
const EARLIER_SHOWN = 5;

const columns = {
  id: uuid,
  startedAt: isoTime,
  endedAt: orNull(isoTime),
  causeKind: orNull(causeKind),
  causeValue: orNull(text),
  windowCount: number,
  openWindowCount: number,
  monitorCount: number,
  monitors: json<IncidentSummary['monitors']>(),
  suggestedRootCause: orNull(text),
  rootCause: orNull(text),
  owner: orNull(text),
  acknowledgedAt: orNull(isoTime),
  acknowledgedBy: orNull(text),
  now: timeMs,
};

/** The windows of an incident `i`. */
const ofIncident = `FROM incident_windows iw JOIN downtime_windows w ON w.id = iw.window_id WHERE iw.incident_id = i.id`;
const sentence = `coalesce(w.root_cause, w.suggested_root_cause, w.first_failure ->> 'detail', '')`;

const select = `i.id, i.started_at, CASE WHEN s.open = 0 THEN s.ended_at END AS ended_at, i.cause_kind, i.cause_value,
  s.windows AS window_count, s.open AS open_window_count, s.monitors AS monitor_count,
  (SELECT coalesce(json_agg(json_build_object('id', f.id, 'name', f.name) ORDER BY f.started_at, f.id), '[]') FROM (
     SELECT m.id, m.name, min(w.started_at) AS started_at
       FROM incident_windows iw JOIN downtime_windows w ON w.id = iw.window_id JOIN monitors m ON m.id = w.monitor_id
      WHERE iw.incident_id = i.id GROUP BY m.id, m.name ORDER BY min(w.started_at), m.id LIMIT ${MONITORS_SHOWN}) f) AS monitors,
  (SELECT ${sentence} ${ofIncident} ORDER BY w.started_at, w.id LIMIT 1) AS suggested_root_cause,
  coalesce(i.root_cause, (SELECT w.root_cause ${ofIncident} AND w.root_cause IS NOT NULL ORDER BY w.started_at LIMIT 1)) AS root_cause,
  i.owner, i.acknowledged_at, i.acknowledged_by, now() AS now`;
/** Only of the rows that are shown. */
const sums = `CROSS JOIN LATERAL (
  SELECT count(*) AS windows, count(*) FILTER (WHERE w.ended_at IS NULL) AS open, count(DISTINCT w.monitor_id) AS monitors,
         max(w.ended_at) AS ended_at ${ofIncident}) s`;

export const incidentById = statement(
  columns,
  { id: uuid },
  `SELECT ${select} FROM incidents i ${sums} WHERE i.id = $id AND s.windows > 0`,
);

const hasWindow = (condition: string): string => `EXISTS (SELECT 1 ${ofIncident} AND ${condition})`;
const monitorOfWindow = (condition: string): string =>
  `w.monitor_id IN (SELECT m.id FROM monitors m WHERE ${condition})`;

const filters = {
  open: orNull(bool),
  from: orNull(isoTime),
  to: orNull(isoTime),
  tag: orNull(text),
  cause: orNull(causeKind),
  hasRootCause: orNull(bool),
  minSeconds: orNull(number),
  q: orNull(text),
  monitorId: orNull(uuid),
  windowId: orNull(uuid),
};
const where = `WHERE ${hasWindow('true')}
  AND ($open::boolean IS NULL OR ${hasWindow('w.ended_at IS NULL')} = $open)
  AND ($from::timestamptz IS NULL OR ${hasWindow(`coalesce(w.ended_at, 'infinity') > $from`)})
  AND ($to::timestamptz IS NULL OR i.started_at < $to)
  AND ($tag::text IS NULL OR ${hasWindow(monitorOfWindow('$tag = ANY (m.tags)'))})
  AND ($cause::text IS NULL OR i.cause_kind = $cause)
  AND ($hasRootCause::boolean IS NULL OR (i.root_cause IS NOT NULL OR ${hasWindow('w.root_cause IS NOT NULL')}) = $hasRootCause)
  AND ($minSeconds::float8 IS NULL
       OR ${hasWindow('extract(epoch FROM coalesce(w.ended_at, now()) - i.started_at) >= $minSeconds')})
  AND ($monitorId::uuid IS NULL OR ${hasWindow('w.monitor_id = $monitorId')})
  AND ($windowId::uuid IS NULL OR i.id IN (SELECT incident_id FROM incident_windows WHERE window_id = $windowId))
  AND ($q::text IS NULL OR strpos(lower(coalesce(i.cause_value, '') || ' ' || coalesce(i.root_cause, '')), lower($q)) > 0
       OR ${hasWindow(`(strpos(lower(${sentence}), lower($q)) > 0 OR strpos(lower(coalesce(w.suggested_root_cause, '')), lower($q)) > 0 OR ${monitorOfWindow('strpos(lower(m.name), lower($q)) > 0 OR strpos(lower(m.url), lower($q)) > 0')})`)})`;

/** The ids of a page of incidents: only the rows of the page are read whole. */
export const incidentIdPages = pagesOf({ id: uuid }, filters, {
  select: 'i.id',
  from: `FROM incidents i ${where}`,
  orderBy: 'i.started_at DESC, i.id',
});

export const incidentsByIds = statement(
  columns,
  { ids: uuids },
  `SELECT ${select} FROM unnest($ids::uuid[]) WITH ORDINALITY AS o (id, position) JOIN incidents i USING (id) ${sums}
    WHERE s.windows > 0 ORDER BY o.position`,
);

export const windowsOfIncidentPages = pagesOf(
  {
    id: uuid,
    monitorId: uuid,
    monitorName: text,
    startedAt: isoTime,
    endedAt: orNull(isoTime),
    openedAt: isoTime,
    reasons: textsOf<FailureReason>(),
    sentence: text,
    addedBy: orNull(text),
  },
  { incidentId: uuid },
  {
    select: `w.id, w.monitor_id, m.name AS monitor_name, w.started_at, w.ended_at, w.opened_at, w.reasons, ${sentence} AS sentence, iw.added_by`,
    from: `FROM incident_windows iw JOIN downtime_windows w ON w.id = iw.window_id JOIN monitors m ON m.id = w.monitor_id
      WHERE iw.incident_id = $incidentId`,
    orderBy: 'w.started_at, w.id',
  },
);

export const entriesOfIncident = statement(
  { at: isoTime, kind: textOf<IncidentEntry['kind']>(), author: text, text },
  { incidentId: uuid },
  `SELECT at, kind, author, text FROM (
     SELECT * FROM incident_entries WHERE incident_id = $incidentId ORDER BY id DESC LIMIT ${MAX_ENTRIES}) e ORDER BY id`,
);

export const insertEntries = changeStatement(
  { incidentIds: uuids, kind: textOf<IncidentEntry['kind']>(), author: text, text },
  `INSERT INTO incident_entries (incident_id, kind, author, text) SELECT id, $kind, $author, $text FROM unnest($incidentIds::uuid[]) AS id`,
);

/** Status pages that show a monitor of the incident. */
export const pagesOfIncident = statement(
  { id: uuid, title: text },
  { incidentId: uuid },
  `SELECT DISTINCT p.id, p.title FROM status_pages p
     JOIN status_page_monitors pm ON pm.page_id = p.id
     JOIN downtime_windows w ON w.monitor_id = pm.monitor_id
     JOIN incident_windows iw ON iw.window_id = w.id
    WHERE iw.incident_id = $incidentId ORDER BY p.title, p.id`,
);

/** Earlier incidents that began with the same sentence: of the same monitors first, then those whose cause is known. */
export const earlierIncidents = statement(
  {
    id: uuid,
    startedAt: isoTime,
    endedAt: orNull(isoTime),
    monitorName: text,
    sentence: text,
    rootCause: orNull(text),
  },
  { incidentId: uuid },
  `SELECT id, started_at, ended_at, monitor_name, sentence, root_cause FROM (
     SELECT DISTINCT ON (i.id) i.id, i.started_at, w.ended_at, m.name AS monitor_name, ${sentence} AS sentence,
            coalesce(i.root_cause, w.root_cause) AS root_cause, w.monitor_id = own_window.monitor_id AS is_same_monitor
       FROM incident_windows own
       JOIN downtime_windows own_window ON own_window.id = own.window_id
       JOIN incident_shares mine ON mine.window_id = own.window_id AND mine.kind = 'signature'
       JOIN incident_shares theirs ON theirs.kind = 'signature' AND theirs.value = mine.value
       JOIN incident_windows iw ON iw.window_id = theirs.window_id AND iw.incident_id <> own.incident_id
       JOIN incidents i ON i.id = iw.incident_id
       JOIN downtime_windows w ON w.id = theirs.window_id AND w.started_at < own_window.started_at
       JOIN monitors m ON m.id = w.monitor_id
      WHERE own.incident_id = $incidentId
        AND (w.monitor_id = own_window.monitor_id OR EXISTS (
          SELECT 1 FROM incident_shares a JOIN incident_shares b ON b.kind = a.kind AND b.value = a.value
           WHERE a.window_id = own.window_id AND b.window_id = theirs.window_id AND a.kind NOT IN ('signature', 'location')))
      ORDER BY i.id, w.monitor_id = own_window.monitor_id DESC, w.started_at DESC
   ) found ORDER BY is_same_monitor DESC, root_cause IS NULL, started_at DESC LIMIT ${EARLIER_SHOWN}`,
);

const hostInSql = `lower(substring(m.url from '^[a-zA-Z]+://(?:[^/?#@]*@)?\\[?([^/:?#\\]]*)'))`;
const hasGoodAddress = (condition: string): string => `EXISTS (
  SELECT 1 FROM jsonb_array_elements_text(b.good_check -> 'addresses') AS address WHERE ${condition})`;

/**
 * How many enabled monitors are at the same host, address, network or location and not down now; null where that is not known of
 * monitors that are well.
 */
export const fineMonitors = statement(
  { fine: orNull(number) },
  { kind: causeKind, value: text },
  `SELECT CASE WHEN $kind::text IN ('host', 'address', 'network', 'location') THEN count(*) END AS fine
     FROM monitors m LEFT JOIN monitor_baselines b ON b.monitor_id = m.id
    WHERE m.enabled AND NOT EXISTS (SELECT 1 FROM downtime_windows w WHERE w.monitor_id = m.id AND w.ended_at IS NULL)
      AND CASE $kind::text
            WHEN 'host' THEN ${hostInSql} = $value::text
            WHEN 'location' THEN $value::text = ANY (m.locations)
            WHEN 'address' THEN ${hasGoodAddress('address = $value::text')}
            WHEN 'network' THEN ${hasGoodAddress(`address ~ '^[0-9a-fA-F.:]+$' AND address::inet << $value::text::inet`)}
            ELSE false END`,
);

/** The share by which a single window says whom it could have hit: its address, else its host. */
export const shareOfSingle = statement(
  { kind: causeKind, value: text },
  { incidentId: uuid },
  `SELECT s.kind, s.value FROM incident_shares s JOIN incident_windows iw ON iw.window_id = s.window_id
    WHERE iw.incident_id = $incidentId AND s.kind IN ('address', 'host')
    ORDER BY s.kind, s.value LIMIT 1`,
);

/** Locks an incident, so that changes of it follow each other. */
export const lockIncident = statement(
  { id: uuid, rootCause: orNull(text), owner: orNull(text), acknowledgedBy: orNull(text) },
  { id: uuid },
  'SELECT id, root_cause, owner, acknowledged_by FROM incidents WHERE id = $id FOR NO KEY UPDATE',
);

export const changeIncident = changeStatement(
  { id: uuid, setsRootCause: bool, rootCause: orNull(text), setsOwner: bool, owner: orNull(text) },
  `UPDATE incidents SET root_cause = CASE WHEN $setsRootCause THEN $rootCause ELSE root_cause END,
          owner = CASE WHEN $setsOwner THEN $owner ELSE owner END
    WHERE id = $id`,
);

/** What is written about an incident holds for those of its windows about which nothing else was written. */
export const writeCauseOfWindows = changeStatement(
  { id: uuid, before: orNull(text), rootCause: orNull(text) },
  `UPDATE downtime_windows SET root_cause = $rootCause
    WHERE id IN (SELECT window_id FROM incident_windows WHERE incident_id = $id)
      AND (root_cause IS NULL OR root_cause = $before)`,
);

/** Acknowledges an incident, or takes that back when `by` is null. */
export const acknowledgeIncidentRow = changeStatement(
  { id: uuid, by: orNull(text) },
  `UPDATE incidents SET acknowledged_by = $by, acknowledged_at = CASE WHEN $by::text IS NULL THEN NULL ELSE now() END WHERE id = $id`,
);

export const windowIdsOfIncidents = statement(
  { windowId: uuid, incidentId: uuid },
  { incidentIds: uuids },
  `SELECT window_id, incident_id FROM incident_windows WHERE incident_id = ANY ($incidentIds)`,
);

export const moveEntries = changeStatement(
  { incidentIds: uuids, to: uuid },
  'INSERT INTO incident_entries (incident_id, at, kind, author, text) SELECT $to, at, kind, author, text FROM incident_entries WHERE incident_id = ANY ($incidentIds) ORDER BY id',
);
