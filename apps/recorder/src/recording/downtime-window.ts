import type { CheckFacts, FailureReason } from '@wakeful/contracts';
import { numberArray, storableJson, timeArray } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

/** The evidence of the check with which an outage began. */
export interface FirstFailure {
  reason: FailureReason | null;
  detail: string;
  httpStatus: number | null;
  location: string;
  facts: CheckFacts;
}

/** A downtime window as it is to be after a batch. Times are epoch milliseconds. */
export interface DowntimeWindow {
  id: string;
  monitorId: string;
  startedMs: number;
  endedMs: number | null;
  lastGoodMs: number | null;
  reasons: readonly FailureReason[];
  affectedChecks: number;
  firstFailure: FirstFailure | null;
}

/** A window that opened or closed just now. */
export interface WindowTurn {
  windowId: string;
  monitorId: string;
  moment: 'opened' | 'closed';
}

/**
 * Opens, extends and closes windows. In the order given: a window of a monitor is closed before its next one opens,
 * as only one may be open.
 */
export async function saveWindows(manager: EntityManager, windows: readonly DowntimeWindow[]): Promise<void> {
  if (windows.length === 0) return;
  await manager.query(
    `INSERT INTO downtime_windows (id, monitor_id, started_at, ended_at, last_good_at, reasons, affected_checks, first_failure)
     SELECT id, monitor_id, started_at, ended_at, last_good_at, string_to_array(reasons, ','), affected_checks, first_failure
       FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::int[],
                   $8::jsonb[]) WITH ORDINALITY
         AS w (id, monitor_id, started_at, ended_at, last_good_at, reasons, affected_checks, first_failure, position)
      ORDER BY position
     ON CONFLICT (id) DO UPDATE
       SET ended_at = excluded.ended_at, reasons = excluded.reasons, affected_checks = excluded.affected_checks`,
    [
      windows.map((window) => window.id),
      windows.map((window) => window.monitorId),
      timeArray(windows.map((window) => window.startedMs)),
      timeArray(windows.map((window) => window.endedMs)),
      timeArray(windows.map((window) => window.lastGoodMs)),
      windows.map((window) => window.reasons.join(',')),
      numberArray(windows.map((window) => window.affectedChecks)),
      windows.map((window) => storableJson(window.firstFailure ?? {})),
    ],
  );
}
