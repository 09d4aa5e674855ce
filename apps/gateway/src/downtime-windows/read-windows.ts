import type { DowntimeWindowResponse, FailureReason } from '@wakeful/contracts';

const MS_PER_SECOND = 1000;

/** A window with the name of its monitor and its debug sessions, as `windowSelect` reads it. */
export interface WindowRow {
  id: string;
  monitorId: string;
  monitorName: string;
  startedAt: Date;
  endedAt: Date | null;
  lastGoodAt: Date | null;
  openedAt: Date;
  reasons: FailureReason[];
  affectedChecks: number;
  correctedAt: Date | null;
  firstFailure: Partial<DowntimeWindowResponse['firstFailure']>;
  suggestedRootCause: string | null;
  rootCause: string | null;
  notes: string | null;
  debugSessions: DowntimeWindowResponse['debugSessions'];
  now: Date;
}

/** During an update the column may not be there yet. */
const correctedAt = `(to_jsonb(w) ->> 'corrected_at')::timestamptz`;

export const windowSelect = `
  SELECT w.id, w.monitor_id AS "monitorId", m.name AS "monitorName", w.started_at AS "startedAt",
    w.ended_at AS "endedAt", w.last_good_at AS "lastGoodAt", w.opened_at AS "openedAt", w.reasons,
    w.affected_checks AS "affectedChecks", w.first_failure AS "firstFailure",
    ${correctedAt} AS "correctedAt",
    w.suggested_root_cause AS "suggestedRootCause", w.root_cause AS "rootCause", w.notes, now() AS now,
    (SELECT coalesce(json_agg(json_build_object('id', d.id, 'moment', d.moment, 'state', d.state)
                              ORDER BY d.moment DESC), '[]')
       FROM debug_sessions d WHERE d.window_id = w.id) AS "debugSessions"
  FROM downtime_windows w JOIN monitors m ON m.id = w.monitor_id`;

/** A window as the API shows it; while it is open its duration grows. */
export function windowResponseOf(row: WindowRow): DowntimeWindowResponse {
  const { reason = null, detail = '', httpStatus = null, facts = {} } = row.firstFailure;
  const durationMs = Math.max(0, (row.endedAt ?? row.now).getTime() - row.startedAt.getTime());
  return {
    id: row.id,
    monitorId: row.monitorId,
    monitorName: row.monitorName,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    durationSeconds: durationMs / MS_PER_SECOND,
    lastGoodAt: row.lastGoodAt?.toISOString() ?? null,
    openedAt: row.openedAt.toISOString(),
    reasons: row.reasons,
    affectedChecks: row.affectedChecks,
    correctedAt: row.correctedAt?.toISOString() ?? null,
    firstFailure: { reason, detail, httpStatus, facts },
    suggestedRootCause: row.suggestedRootCause,
    rootCause: row.rootCause,
    notes: row.notes,
    debugSessions: row.debugSessions,
  };
}
