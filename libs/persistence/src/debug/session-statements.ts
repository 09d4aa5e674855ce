import type {
  ArtifactName,
  BrowserFacts,
  DebugEvidence,
  DebugMoment,
  DebugSessionState,
  Diagnosis,
  NetworkEvent,
  StoredArtifact,
} from '@wakeful/contracts';
import { bool, isoTime, json, number, orNull, text, textOf, texts, time, uuid } from '../sql/column-types.js';
import { changeStatement, pagesOf, statement } from '../sql/statement.js';

const moment = textOf<DebugMoment>();
const state = textOf<DebugSessionState>();

const overview = {
  id: uuid,
  sessionKey: text,
  monitorId: uuid,
  windowId: orNull(uuid),
  moment,
  state,
  url: text,
  requestedAt: isoTime,
  startedAt: orNull(isoTime),
  completedAt: orNull(isoTime),
  success: orNull(bool),
  error: orNull(text),
  browser: orNull(json<BrowserFacts>()),
  diagnosis: orNull(json<Diagnosis>()),
  changes: texts,
  eventCount: number,
  artifacts: json<Partial<Record<ArtifactName, StoredArtifact>>>(),
};

const select = `id, session_key, monitor_id, window_id, moment, state, url, requested_at, started_at, completed_at, success,
  error, browser, diagnosis, changes, event_count, artifacts`;

export const debugSessionById = statement(
  { ...overview, evidence: orNull(json<DebugEvidence>()) },
  { id: uuid },
  `SELECT ${select}, evidence FROM debug_sessions WHERE id = $id`,
);

export const debugSessionPages = pagesOf(
  overview,
  { monitorId: uuid, windowId: orNull(uuid), moment: orNull(moment), state: orNull(state) },
  {
    select,
    from: `FROM debug_sessions
      WHERE monitor_id = $monitorId AND ($windowId::uuid IS NULL OR window_id = $windowId)
        AND ($moment::text IS NULL OR moment = $moment) AND ($state::text IS NULL OR state = $state)`,
    orderBy: 'requested_at DESC, moment, id',
  },
);

/** Where the network events of a session are; `runId` is null until a run has ended. */
export const placeOfNetworkEvents = statement(
  { runId: orNull(uuid), requestedAt: time },
  { id: uuid },
  'SELECT run_id, requested_at FROM debug_sessions WHERE id = $id',
);

export const networkEventPages = pagesOf(
  { event: json<NetworkEvent>() },
  {
    sessionId: uuid,
    runId: orNull(uuid),
    requestedAt: time,
    type: orNull(text),
    hundreds: orNull(number),
    failedOnly: orNull(bool),
    resourceType: orNull(text),
    url: orNull(text),
  },
  {
    select: 'event',
    from: `FROM network_events
      WHERE session_id = $sessionId AND run_id = $runId AND requested_at = $requestedAt
        AND ($type::text IS NULL OR type = $type) AND ($hundreds::int IS NULL OR status / 100 = $hundreds)
        AND ($failedOnly::boolean IS NOT TRUE OR is_failed)
        AND ($resourceType::text IS NULL OR resource_type = $resourceType)
        AND ($url::text IS NULL OR strpos(lower(url), lower($url)) > 0)`,
    orderBy: 'sequence',
  },
);

export const artifactOfSession = statement(
  { stored: orNull(json<StoredArtifact>()), runId: orNull(uuid) },
  { id: uuid, artifact: text },
  'SELECT artifacts -> $artifact AS stored, run_id FROM debug_sessions WHERE id = $id',
);

export const queuedSession = statement(
  { id: uuid },
  { id: uuid },
  `SELECT id FROM debug_sessions WHERE id = $id AND state = 'queued'`,
);

/** Sessions that people asked for and that wait for a browser. */
export const countQueuedSessions = statement(
  { ofAll: number, ofMonitor: number },
  { monitorId: uuid },
  `SELECT count(*) AS of_all, count(*) FILTER (WHERE monitor_id = $monitorId) AS of_monitor
     FROM debug_sessions WHERE state = 'queued' AND moment = 'manual' AND session_key NOT LIKE 'baseline/%'`,
);

/** A visit that is asked for during an outage belongs to its window. */
export const insertManualSession = changeStatement(
  { id: uuid, sessionKey: text, monitorId: uuid, url: text, requestedAt: time },
  `INSERT INTO debug_sessions (id, session_key, monitor_id, window_id, moment, state, url, requested_at)
   VALUES ($id, $sessionKey, $monitorId,
           (SELECT w.id FROM downtime_windows w WHERE w.monitor_id = $monitorId AND w.ended_at IS NULL),
           'manual', 'queued', $url, $requestedAt)`,
);

export const deleteSessionRow = changeStatement({ id: uuid }, 'DELETE FROM debug_sessions WHERE id = $id');
