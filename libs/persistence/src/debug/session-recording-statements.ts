import type {
  ArtifactName,
  BrowserFacts,
  DebugEvidence,
  DebugMoment,
  DebugSessionState,
  Diagnosis,
  MonitorConfig,
  NetworkEvent,
  StoredArtifact,
} from '@wakeful/contracts';
import type { ProbeConfig } from '../monitor.entity.js';
import { bool, isoTime, json, number, orNull, text, textOf, texts, time, timeMs, uuid } from '../sql/column-types.js';
import { rowSet } from '../sql/row-set.js';
import { changeStatement, statement } from '../sql/statement.js';

const state = textOf<DebugSessionState>();

/** Sessions that were asked for, with what a browser needs to know. */
const asked = {
  id: uuid,
  monitorId: uuid,
  state: textOf<'queued' | 'skipped'>(),
  url: text,
  method: textOf<MonitorConfig['method']>(),
  timeoutMs: number,
  probe: json<ProbeConfig>(),
  sealedSecrets: orNull(text),
};
const selectAsked = `
  SELECT a.id, a.monitor_id, a.state, m.url, m.method, m.timeout_ms, m.probe, m.sealed_secrets
    FROM asked a JOIN monitors m ON m.id = a.monitor_id`;
const turns = rowSet({ id: uuid, windowId: uuid, monitorId: uuid });

/** The unique key makes it one session for each opening, and the monitors' locked states make the interval hold. */
export const askAtOpenings = statement(
  asked,
  { turns, now: time, minIntervalSeconds: number },
  `WITH opened AS (
     SELECT turns.id, turns.window_id, turns.monitor_id, turns.position, m.url,
            row_number() OVER (PARTITION BY turns.monitor_id ORDER BY turns.position) AS nth
       FROM $turns JOIN monitors m ON m.id = turns.monitor_id AND m.debug_on_down
   ), judged AS (
     SELECT o.*, $minIntervalSeconds::int > 0 AND (o.nth > 1 OR EXISTS (
              SELECT 1 FROM debug_sessions d
               WHERE d.monitor_id = o.monitor_id AND d.moment = 'opened' AND d.state <> 'skipped'
                 AND d.requested_at > $now::timestamptz - make_interval(secs => $minIntervalSeconds::int))) AS is_too_soon
       FROM opened o
   ), asked AS (
     INSERT INTO debug_sessions (id, session_key, monitor_id, window_id, moment, state, url, requested_at, error)
     SELECT id, 'window/' || window_id || '/opened', monitor_id, window_id, 'opened',
            CASE WHEN is_too_soon THEN 'skipped' ELSE 'queued' END, url, $now,
            CASE WHEN is_too_soon THEN 'Not visited yet: another downtime of this monitor was visited less than '
                                       || $minIntervalSeconds::int || ' seconds before (DEBUG_MIN_INTERVAL_SECONDS). '
                                       || 'It is visited then if it lasts.' END
       FROM judged ORDER BY position
     ON CONFLICT (session_key) DO NOTHING
     RETURNING id, monitor_id, state
   ) ${selectAsked}`,
);

export const askAtClosings = statement(
  asked,
  { turns, now: time },
  `WITH asked AS (
     INSERT INTO debug_sessions (id, session_key, monitor_id, window_id, moment, state, url, requested_at)
     SELECT turns.id, 'window/' || turns.window_id || '/closed', turns.monitor_id, turns.window_id, 'closed', 'queued',
            m.url, $now
       FROM $turns
       JOIN monitors m ON m.id = turns.monitor_id AND m.debug_on_down
       JOIN debug_sessions o ON o.session_key = 'window/' || turns.window_id || '/opened' AND o.state <> 'skipped'
     ON CONFLICT (session_key) DO NOTHING
     RETURNING id, monitor_id, state
   ) ${selectAsked}`,
);

const session = {
  id: uuid,
  monitorId: uuid,
  windowId: orNull(uuid),
  moment: textOf<DebugMoment>(),
  state,
  requestedAt: time,
  runId: orNull(uuid),
};
const selectSession = 'SELECT id, monitor_id, window_id, moment, state, requested_at, run_id FROM debug_sessions';

/** Keeps a session from ending, or from being deleted, until the transaction is over. */
export const lockSession = statement(session, { id: uuid }, `${selectSession} WHERE id = $id FOR UPDATE`);

/**
 * Locks both sessions of a downtime, always in the same order, so that of two that end at once the later one sees what
 * the earlier one brought.
 */
export const lockBothEnds = statement(
  session,
  { id: uuid },
  `${selectSession} WHERE id = $id OR window_id = (SELECT window_id FROM debug_sessions WHERE id = $id)
    ORDER BY id FOR UPDATE`,
);

/** The session at the other end of the same downtime. */
export const otherEndOfWindow = statement(
  { id: uuid, state, evidence: orNull(json<DebugEvidence>()) },
  { windowId: uuid, id: uuid },
  `SELECT id, state, evidence FROM debug_sessions WHERE window_id = $windowId AND id <> $id AND moment <> 'manual'`,
);

export const saveSummary = changeStatement(
  {
    sessionId: uuid,
    runId: uuid,
    ending: state,
    startedAt: isoTime,
    completedAt: isoTime,
    isSuccess: bool,
    error: orNull(text),
    browser: orNull(json<BrowserFacts>()),
    diagnosis: orNull(json<Diagnosis>()),
    eventCount: number,
    artifacts: json<Partial<Record<ArtifactName, StoredArtifact>>>(),
    evidence: orNull(json<DebugEvidence>()),
  },
  `UPDATE debug_sessions
      SET run_id = $runId, state = $ending, started_at = $startedAt, completed_at = $completedAt, success = $isSuccess,
          error = $error, browser = $browser, diagnosis = $diagnosis, event_count = $eventCount, artifacts = $artifacts,
          evidence = $evidence
    WHERE id = $sessionId`,
);

export const saveChangesOfSession = changeStatement(
  { id: uuid, changes: texts },
  'UPDATE debug_sessions SET changes = $changes WHERE id = $id',
);

export const suggestRootCause = changeStatement(
  { windowId: uuid, sentence: text },
  'UPDATE downtime_windows SET suggested_root_cause = $sentence WHERE id = $windowId',
);

export const expireSessions = changeStatement(
  { now: timeMs, error: text, requestedBefore: timeMs },
  `UPDATE debug_sessions SET state = 'expired', completed_at = $now, success = false, error = $error
    WHERE state = 'queued' AND requested_at < $requestedBefore`,
);

/** What they found stays with their downtime window. */
export const forgetEvidenceBefore = changeStatement(
  { limit: time },
  'UPDATE debug_sessions SET evidence = NULL WHERE evidence IS NOT NULL AND requested_at < $limit',
);

/** The network events of one run of a session. */
const run = { sessionId: uuid, runId: uuid, requestedAt: time };
const isOfRun = 'session_id = $sessionId AND run_id = $runId AND requested_at = $requestedAt';

/** Stores events, each position of a run once. */
export const insertNetworkEvents = changeStatement(
  {
    ...run,
    events: rowSet({
      sequence: number,
      status: orNull(number),
      isFailed: bool,
      type: text,
      resourceType: text,
      url: text,
      event: json<NetworkEvent>(),
    }),
  },
  `INSERT INTO network_events (requested_at, session_id, run_id, sequence, status, is_failed, type, resource_type, url, event)
   SELECT $requestedAt, $sessionId, $runId, sequence, status, is_failed, type, resource_type, url, event FROM $events
   ON CONFLICT DO NOTHING`,
);

export const countNetworkEvents = statement(
  { count: number },
  run,
  `SELECT count(*) AS count FROM network_events WHERE ${isOfRun}`,
);

/** Deletes what runs that died have left behind. */
export const deleteEventsOfOtherRuns = changeStatement(
  run,
  'DELETE FROM network_events WHERE session_id = $sessionId AND run_id <> $runId AND requested_at = $requestedAt',
);
