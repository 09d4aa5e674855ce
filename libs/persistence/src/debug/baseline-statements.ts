import type { CheckFacts, FailureReason, GoodCheck, GoodVisit } from '@wakeful/contracts';
import type { ProbedColumns } from '../probe-spec-of.js';
import { isoTime, json, number, orNull, text, textOf, time, uuid, uuids } from '../sql/column-types.js';
import { rowSet } from '../sql/row-set.js';
import { changeStatement, statement } from '../sql/statement.js';

/** What is stored of the check with which an outage began; nothing, when that is not known. */
interface FirstFailure {
  reason?: FailureReason | null;
  detail?: string;
  httpStatus?: number | null;
  facts?: CheckFacts;
}

/**
 * Remembers what good checks saw. Addresses that were good before stay behind the newest one, as many as the parameter says:
 * names with several addresses are answered with another one each time.
 */
export const learnGoodChecks = changeStatement(
  { goodChecks: rowSet({ monitorId: uuid, goodCheck: json<GoodCheck>() }), maxAddresses: number },
  `INSERT INTO monitor_baselines AS b (monitor_id, good_check)
   SELECT monitor_id, good_check FROM $goodChecks ORDER BY monitor_id
   ON CONFLICT (monitor_id) DO UPDATE SET good_check = jsonb_set(excluded.good_check, '{addresses}', (
     SELECT coalesce(jsonb_agg(address ORDER BY place), '[]') FROM (
       SELECT address, min(place) AS place
         FROM jsonb_array_elements((excluded.good_check -> 'addresses') || coalesce(b.good_check -> 'addresses', '[]'))
              WITH ORDINALITY AS e (address, place)
        GROUP BY address ORDER BY min(place) LIMIT $maxAddresses) AS known))`,
);

export const learnGoodVisit = changeStatement(
  { monitorId: uuid, goodVisit: json<GoodVisit>(), visitedAt: time },
  `INSERT INTO monitor_baselines (monitor_id, good_visit, visited_at) VALUES ($monitorId, $goodVisit, $visitedAt)
   ON CONFLICT (monitor_id) DO UPDATE SET good_visit = excluded.good_visit, visited_at = excluded.visited_at`,
);

/** What is known of the outages at whose ends sessions were asked for, and of how their pages were before. */
export const knownOfDebugSessions = statement(
  {
    sessionId: uuid,
    startedAt: time,
    lastGoodAt: orNull(time),
    affectedChecks: number,
    firstFailure: json<FirstFailure>(),
    goodCheck: orNull(json<GoodCheck>()),
    goodVisit: orNull(json<GoodVisit>()),
  },
  { sessionIds: uuids },
  `SELECT d.id AS session_id, w.started_at, w.last_good_at, w.affected_checks, w.first_failure, b.good_check, b.good_visit
     FROM debug_sessions d
     JOIN downtime_windows w ON w.id = d.window_id
     LEFT JOIN monitor_baselines b ON b.monitor_id = d.monitor_id
    WHERE d.id = ANY($sessionIds)`,
);

/** A session that was asked for, with what a browser needs to visit its page. */
const asked = {
  id: uuid,
  monitorId: uuid,
  url: text,
  method: textOf<ProbedColumns['method']>(),
  timeoutMs: number,
  probe: json<ProbedColumns['probe']>(),
  sealedSecrets: orNull(text),
};

/**
 * Asks for the visits of outages that were left out because another one had been visited shortly before, and that last: the interval
 * delays a visit. Only one of several that ask at the same time gets a session.
 */
export const askForDelayedSessions = statement(
  asked,
  { now: time, minIntervalSeconds: number },
  `UPDATE debug_sessions d SET state = 'queued', requested_at = $now::timestamptz, error = NULL
     FROM downtime_windows w, monitors m
    WHERE d.state = 'skipped' AND d.moment = 'opened' AND w.id = d.window_id AND w.ended_at IS NULL AND m.id = d.monitor_id
      AND m.enabled AND m.debug_on_down
      AND NOT EXISTS (
        SELECT 1 FROM debug_sessions o
         WHERE o.monitor_id = d.monitor_id AND o.moment = 'opened' AND o.state <> 'skipped'
           AND o.requested_at > $now::timestamptz - make_interval(secs => $minIntervalSeconds::int))
   RETURNING d.id, d.monitor_id, m.url, m.method, m.timeout_ms, m.probe, m.sealed_secrets`,
);

/** The check with which each outage began, and how its page was before. */
export const knownOfWindows = statement(
  {
    windowId: uuid,
    url: text,
    method: text,
    startedAt: isoTime,
    lastGoodAt: orNull(isoTime),
    firstFailure: json<FirstFailure>(),
    goodCheck: orNull(json<GoodCheck>()),
    goodVisit: orNull(json<GoodVisit>()),
  },
  { windowIds: uuids },
  `SELECT w.id AS window_id, m.url, m.method, w.started_at, w.last_good_at, w.first_failure, b.good_check, b.good_visit
     FROM downtime_windows w
     JOIN monitors m ON m.id = w.monitor_id
     LEFT JOIN monitor_baselines b ON b.monitor_id = w.monitor_id
    WHERE w.id = ANY($windowIds)`,
);

/** What is suggested already, perhaps by the visit of a browser, which sees more, stays. */
export const suggestRootCauses = changeStatement(
  { causes: rowSet({ windowId: uuid, sentence: text }) },
  `UPDATE downtime_windows w SET suggested_root_cause = causes.sentence FROM $causes
    WHERE w.id = causes.window_id AND w.suggested_root_cause IS NULL`,
);

/**
 * Asks for visits of pages that have been well for ten minutes and were not visited for a day, the longest ago first. One that was asked for and brought
 * nothing is not asked for again before six hours have passed.
 */
export const askForBaselines = statement(
  asked,
  { now: time, limit: number },
  `WITH due AS (
     SELECT m.id FROM monitors m
       JOIN monitor_state s ON s.monitor_id = m.id
       LEFT JOIN monitor_baselines b ON b.monitor_id = m.id
      WHERE m.enabled AND m.debug_on_down AND s.state = 1 AND s.since < $now::timestamptz - interval '10 minutes'
        AND (b.visited_at IS NULL OR b.visited_at < $now::timestamptz - interval '1 day')
        AND (b.visit_asked_at IS NULL OR b.visit_asked_at < $now::timestamptz - interval '6 hours')
      ORDER BY b.visited_at NULLS FIRST LIMIT $limit
   ), marked AS (
     INSERT INTO monitor_baselines AS b (monitor_id, visit_asked_at) SELECT id, $now::timestamptz FROM due ORDER BY id
     ON CONFLICT (monitor_id) DO UPDATE SET visit_asked_at = excluded.visit_asked_at
       WHERE b.visit_asked_at IS NULL OR b.visit_asked_at < excluded.visit_asked_at - interval '6 hours'
     RETURNING monitor_id
   ), asked AS (
     INSERT INTO debug_sessions (id, session_key, monitor_id, moment, state, url, requested_at)
     SELECT gen_random_uuid(), 'baseline/' || k.monitor_id || '/' || extract(epoch FROM $now::timestamptz)::bigint, k.monitor_id, 'manual',
            'queued', m.url, $now::timestamptz
       FROM marked k JOIN monitors m ON m.id = k.monitor_id
     ON CONFLICT (session_key) DO NOTHING RETURNING id, monitor_id
   )
   SELECT a.id, a.monitor_id, m.url, m.method, m.timeout_ms, m.probe, m.sealed_secrets
     FROM asked a JOIN monitors m ON m.id = a.monitor_id`,
);
