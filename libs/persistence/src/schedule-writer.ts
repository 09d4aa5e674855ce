import { phaseMsOf } from '@wakeful/domain';
import { triggerCodes } from './codes.js';
import { deleteSchedule } from './monitors/monitor-statements.js';
import { nothing, number, text, texts, timeMs, uuid } from './sql/column-types.js';
import { changesOf, type Queryable, rowsOf } from './sql/run-statement.js';
import { changeStatement, statement } from './sql/statement.js';

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

const deletePeriodsFrom = changeStatement(
  { monitorId: uuid, at: timeMs },
  'DELETE FROM schedule_periods WHERE monitor_id = $monitorId AND from_at >= $at',
);
const endPeriodsAt = changeStatement(
  { monitorId: uuid, at: timeMs },
  'UPDATE schedule_periods SET until_at = $at WHERE monitor_id = $monitorId AND until_at IS NULL',
);
const insertPeriod = changeStatement(
  { monitorId: uuid, from: timeMs, intervalMs: number, phaseMs: number, locations: texts },
  `INSERT INTO schedule_periods (monitor_id, from_at, interval_ms, phase_ms, locations)
   VALUES ($monitorId, $from, $intervalMs, $phaseMs, $locations)`,
);
const upsertSchedule = changeStatement(
  { monitorId: uuid, firstDue: timeMs, intervalMs: number, phaseMs: number },
  `INSERT INTO monitor_schedule AS s (monitor_id, trigger, next_due_at, interval_ms, phase_ms)
   VALUES ($monitorId, ${triggerCodes.toCode.schedule}, $firstDue, $intervalMs, $phaseMs)
   ON CONFLICT (monitor_id, trigger) DO UPDATE
     SET next_due_at = excluded.next_due_at, interval_ms = excluded.interval_ms, phase_ms = excluded.phase_ms`,
);
const notify = statement(
  { notified: nothing },
  { channel: text, payload: text },
  'SELECT pg_notify($channel, $payload) AS notified',
);

async function endPeriods(transaction: Queryable, monitorId: string, at: number): Promise<void> {
  await changesOf(transaction, deletePeriodsFrom, { monitorId, at });
  await changesOf(transaction, endPeriodsAt, { monitorId, at });
}

/** Ends what a monitor was scheduled as, without forgetting it: the past stays accountable. */
export async function stopSchedule(transaction: Queryable, monitorId: string, atMs: number): Promise<void> {
  await changesOf(transaction, deleteSchedule, { monitorId });
  await endPeriods(transaction, monitorId, atMs);
}

/** Schedules a monitor from a time on, in place of what was before, and wakes the schedulers on commit. */
export async function startSchedule(transaction: Queryable, start: ScheduleStart): Promise<void> {
  const { monitorId, intervalMs, locations, fromMs } = start;
  const phaseMs = start.phaseMs ?? phaseMsOf(monitorId, intervalMs);
  await endPeriods(transaction, monitorId, fromMs);
  const period = { monitorId, from: fromMs, intervalMs, phaseMs, locations: [...locations] };
  await changesOf(transaction, insertPeriod, period);
  await changesOf(transaction, upsertSchedule, {
    monitorId,
    firstDue: start.firstDueMs ?? fromMs,
    intervalMs,
    phaseMs,
  });
  await rowsOf(transaction, notify, { channel: SCHEDULE_CHANNEL, payload: monitorId });
}
