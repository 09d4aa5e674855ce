import type { CheckFacts, DowntimeCorrection, FailureReason } from '@wakeful/contracts';
import { json, number, orNull, text, textOf, textsOf, timeMs, uuid } from '../sql/column-types.js';
import { rowSet } from '../sql/row-set.js';
import { changeStatement, statement } from '../sql/statement.js';

/** The evidence of the check with which an outage began. */
export interface FirstFailure {
  reason: FailureReason | null;
  detail: string;
  httpStatus: number | null;
  location: string;
  facts: CheckFacts;
}

/** Opens, extends and closes windows, in the order given; `reasons` with commas between them. */
export const saveWindows = changeStatement(
  {
    windows: rowSet({
      id: uuid,
      monitorId: uuid,
      startedMs: timeMs,
      endedMs: orNull(timeMs),
      lastGoodMs: orNull(timeMs),
      reasons: text,
      affectedChecks: number,
      firstFailure: json<FirstFailure | Record<string, never>>(),
    }),
  },
  `INSERT INTO downtime_windows (id, monitor_id, started_at, ended_at, last_good_at, reasons, affected_checks, first_failure)
   SELECT id, monitor_id, started_ms, ended_ms, last_good_ms, string_to_array(reasons, ','), affected_checks, first_failure
     FROM $windows ORDER BY position
   ON CONFLICT (id) DO UPDATE
     SET ended_at = excluded.ended_at, reasons = excluded.reasons, affected_checks = excluded.affected_checks`,
);

/** What ended a window; null: it is open. */
const endedBy = orNull(textOf<'recovery' | 'pause'>());
const storedEndedBy = `CASE WHEN $endedBy::text = 'pause' THEN 'paused' END`;

/** The windows of monitors that had not ended by a time, each of its own. */
export const windowsSince = statement(
  {
    id: uuid,
    monitorId: uuid,
    startedMs: timeMs,
    endedMs: orNull(timeMs),
    endedBy,
    lastGoodMs: orNull(timeMs),
    reasons: textsOf<FailureReason>(),
    affectedChecks: number,
  },
  { monitors: rowSet({ monitorId: uuid, sinceMs: timeMs }) },
  `SELECT w.id, w.monitor_id, w.started_at AS started_ms, w.ended_at AS ended_ms,
          CASE WHEN w.ended_by = 'paused' THEN 'pause' WHEN w.ended_at IS NOT NULL THEN 'recovery' END AS ended_by,
          w.last_good_at AS last_good_ms, w.reasons, w.affected_checks
     FROM downtime_windows w JOIN $monitors USING (monitor_id)
    WHERE coalesce(w.ended_at, 'infinity') >= monitors.since_ms
    ORDER BY w.started_at`,
);

/** A window as late results show it to have been; evidence of null leaves what is stored. */
const corrected = {
  id: uuid,
  startedMs: timeMs,
  endedMs: orNull(timeMs),
  endedBy,
  lastGoodMs: orNull(timeMs),
  reasons: textsOf<FailureReason>(),
  affectedChecks: number,
  evidence: orNull(json<FirstFailure>()),
};

export const changeWindow = changeStatement(
  corrected,
  `UPDATE downtime_windows
      SET started_at = $startedMs, ended_at = $endedMs, ended_by = ${storedEndedBy}, last_good_at = $lastGoodMs,
          reasons = $reasons, affected_checks = $affectedChecks, first_failure = coalesce($evidence::jsonb, first_failure), corrected_at = now()
    WHERE id = $id`,
);

/** Inserts one, with the notes of the window in whose place it comes. */
export const insertCorrectedWindow = changeStatement(
  { ...corrected, monitorId: uuid, inPlaceOf: orNull(uuid) },
  `INSERT INTO downtime_windows (id, monitor_id, started_at, ended_at, ended_by, last_good_at, reasons, affected_checks,
                                 first_failure, corrected_at, root_cause, notes, suggested_root_cause)
   SELECT $id, $monitorId, $startedMs, $endedMs, ${storedEndedBy}, $lastGoodMs, $reasons, $affectedChecks, $evidence::jsonb, now(),
          w.root_cause, w.notes, w.suggested_root_cause
     FROM (SELECT 1) one LEFT JOIN downtime_windows w ON w.id = $inPlaceOf`,
);

export const deleteWindow = changeStatement({ id: uuid }, 'DELETE FROM downtime_windows WHERE id = $id');

/** Gives the visits of a window to another one, or to none. */
export const moveSessionsOfWindow = changeStatement(
  { from: uuid, to: orNull(uuid) },
  'UPDATE debug_sessions SET window_id = $to WHERE window_id = $from',
);

const told = orNull(json<NonNullable<DowntimeCorrection['before']>>());
export const insertCorrection = changeStatement(
  { monitorId: uuid, windowId: uuid, kind: textOf<DowntimeCorrection['kind']>(), before: told, after: told },
  `INSERT INTO downtime_corrections (monitor_id, window_id, kind, before, after)
   VALUES ($monitorId, $windowId, $kind, $before, $after)`,
);
