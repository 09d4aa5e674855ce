import { phaseMsOf } from '@wakeful/domain';
import type { EntityManager } from 'typeorm';
import { triggerCodes } from './codes.js';

/** Channel of Postgres' NOTIFY on which schedulers hear that something may be due earlier than they think. */
export const SCHEDULE_CHANNEL = 'wakeful_schedule';

export interface ScheduleStart {
  monitorId: string;
  intervalMs: number;
  locations: readonly string[];
  /** The first slot; from here on every slot of the grid is expected to have a result. */
  fromMs: number;
  /** Where on the interval the slots lie. Default: the monitor's own phase. */
  phaseMs?: number;
  /** When the first check is due; `fromMs` if it has not run yet. */
  firstDueMs?: number;
}

const endPeriods = async (manager: EntityManager, monitorId: string, at: Date): Promise<void> => {
  await manager.query('DELETE FROM schedule_periods WHERE monitor_id = $1 AND from_at >= $2', [monitorId, at]);
  await manager.query('UPDATE schedule_periods SET until_at = $2 WHERE monitor_id = $1 AND until_at IS NULL', [
    monitorId,
    at,
  ]);
};

/** Ends what a monitor was scheduled as, without forgetting it: the past stays accountable. */
export async function stopSchedule(manager: EntityManager, monitorId: string, atMs: number): Promise<void> {
  await manager.query('DELETE FROM monitor_schedule WHERE monitor_id = $1', [monitorId]);
  await endPeriods(manager, monitorId, new Date(atMs));
}

/** Schedules a monitor from a time on, in place of what was before, and wakes the schedulers on commit. */
export async function startSchedule(manager: EntityManager, start: ScheduleStart): Promise<void> {
  const { monitorId, intervalMs, fromMs } = start;
  const phaseMs = start.phaseMs ?? phaseMsOf(monitorId, intervalMs);
  await endPeriods(manager, monitorId, new Date(fromMs));
  await manager.query(
    `INSERT INTO schedule_periods (monitor_id, from_at, interval_ms, phase_ms, locations) VALUES ($1, $2, $3, $4, $5)`,
    [monitorId, new Date(fromMs), intervalMs, phaseMs, start.locations],
  );
  await manager.query(
    `INSERT INTO monitor_schedule AS s (monitor_id, trigger, next_due_at, interval_ms, phase_ms) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (monitor_id, trigger) DO UPDATE SET next_due_at = $3, interval_ms = $4, phase_ms = $5`,
    [monitorId, triggerCodes.toCode.schedule, new Date(start.firstDueMs ?? fromMs), intervalMs, phaseMs],
  );
  await manager.query('SELECT pg_notify($1, $2)', [SCHEDULE_CHANNEL, monitorId]);
}
