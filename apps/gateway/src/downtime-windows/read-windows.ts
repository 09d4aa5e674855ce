import type { DowntimeWindowResponse, FailureReason } from '@wakeful/contracts';

const MS_PER_SECOND = 1000;

/** A window with the name of its monitor, as `windowSelect` reads it. */
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
  firstFailure: Partial<DowntimeWindowResponse['firstFailure']>;
  rootCause: string | null;
  notes: string | null;
  now: Date;
}

export const windowSelect = `
  SELECT w.id, w.monitor_id AS "monitorId", m.name AS "monitorName", w.started_at AS "startedAt",
    w.ended_at AS "endedAt", w.last_good_at AS "lastGoodAt", w.opened_at AS "openedAt", w.reasons,
    w.affected_checks AS "affectedChecks", w.first_failure AS "firstFailure", w.root_cause AS "rootCause", w.notes,
    now() AS now
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
    firstFailure: { reason, detail, httpStatus, facts },
    rootCause: row.rootCause,
    notes: row.notes,
  };
}
