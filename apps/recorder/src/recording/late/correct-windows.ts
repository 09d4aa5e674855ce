import { randomUUID } from 'node:crypto';
import type { JudgedResult, JudgedWindow, WindowCorrection } from '@wakeful/domain';
import { storableJson } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import type { FirstFailure } from '../downtime-window.js';

/** A correction of a stored window; `id` is that of the window as it is to be. `evidence`: null leaves what is stored. */
export type Correction = WindowCorrection & {
  readonly monitorId: string;
  readonly id: string;
  readonly evidence?: FirstFailure | null;
};

/** Gives a correction the id of the window as it is to be, and what its first failure said where that is not stored. */
export function identify(
  correction: WindowCorrection,
  monitorId: string,
  evidence: (first: JudgedResult) => FirstFailure,
): Correction {
  switch (correction.type) {
    case 'withdrawn':
      return { ...correction, monitorId, id: correction.known.id };
    case 'changed': {
      const { known, window } = correction;
      const isSameBeginning = known.startedMs === window.startedMs;
      return {
        ...correction,
        monitorId,
        id: known.id,
        evidence: isSameBeginning ? null : evidence(window.firstFailure),
      };
    }
    case 'reopened':
    case 'appeared':
      return { ...correction, monitorId, id: randomUUID(), evidence: evidence(correction.window.firstFailure) };
  }
}

const dateOrNull = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

const columnsOf = ({ startedMs, endedMs, endedBy, lastGoodMs, reasons, affectedChecks }: JudgedWindow): unknown[] => [
  new Date(startedMs),
  dateOrNull(endedMs),
  endedBy === 'pause' ? 'paused' : null,
  dateOrNull(lastGoodMs),
  [...reasons],
  affectedChecks,
];

const CHANGE = `
  UPDATE downtime_windows
     SET started_at = $2, ended_at = $3, ended_by = $4, last_good_at = $5, reasons = $6, affected_checks = $7,
         first_failure = coalesce($8::jsonb, first_failure), corrected_at = now()
   WHERE id = $1`;
const INSERT = `
  INSERT INTO downtime_windows (id, monitor_id, started_at, ended_at, ended_by, last_good_at, reasons, affected_checks,
                                first_failure, corrected_at, root_cause, notes, suggested_root_cause)
  SELECT $1, $9, $2, $3, $4, $5, $6, $7, $8::jsonb, now(), w.root_cause, w.notes, w.suggested_root_cause
    FROM (SELECT 1) one LEFT JOIN downtime_windows w ON w.id = $10`;

/**
 * Brings stored windows in line with the checks, and keeps what they were in `downtime_corrections`. In this order, as
 * only one window of a monitor may be open: what was none goes, what changed changes, and then come those that are new.
 * A window that continues after it was reported as ended takes notes and visits with it to its new id; the visits of
 * one that is withdrawn stay with the monitor.
 */
export async function correctWindows(manager: EntityManager, corrections: readonly Correction[]): Promise<void> {
  const inOrder = ['withdrawn', 'changed', 'reopened', 'appeared'];
  for (const one of corrections.toSorted((a, b) => inOrder.indexOf(a.type) - inOrder.indexOf(b.type))) {
    const { id, monitorId } = one;
    if (one.type === 'withdrawn') {
      await manager.query('UPDATE debug_sessions SET window_id = NULL WHERE window_id = $1', [id]);
      await manager.query('DELETE FROM downtime_windows WHERE id = $1', [id]);
    } else {
      const evidence = one.evidence ? storableJson(one.evidence) : null;
      const columns = [id, ...columnsOf(one.window), evidence];
      if (one.type === 'changed') await manager.query(CHANGE, columns);
      else await manager.query(INSERT, [...columns, monitorId, one.type === 'reopened' ? one.known.id : null]);
    }
    if (one.type === 'reopened') {
      await manager.query('UPDATE debug_sessions SET window_id = $2 WHERE window_id = $1', [one.known.id, id]);
      await manager.query('DELETE FROM downtime_windows WHERE id = $1', [one.known.id]);
    }
    await audit(manager, one);
  }
}

const AUDIT = `
  INSERT INTO downtime_corrections (monitor_id, window_id, kind, before, after) VALUES ($1, $2, $3, $4::jsonb, $5::jsonb)`;

async function audit(manager: EntityManager, correction: Correction): Promise<void> {
  const before = correction.type === 'appeared' ? null : told(correction.known);
  const after = correction.type === 'withdrawn' ? null : told(correction.window);
  await manager.query(AUDIT, [correction.monitorId, correction.id, correction.type, before, after]);
}

const told = ({ startedMs, endedMs, affectedChecks }: Omit<JudgedWindow, 'firstFailure'>): string =>
  JSON.stringify({
    startedAt: new Date(startedMs).toISOString(),
    endedAt: dateOrNull(endedMs)?.toISOString() ?? null,
    affectedChecks,
  });
