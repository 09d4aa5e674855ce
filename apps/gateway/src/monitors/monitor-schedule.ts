import type { MonitorConfig } from '@wakeful/contracts';
import { databaseNowMs, startSchedule, stateCodes, stopSchedule } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

type Scheduled = Pick<MonitorConfig, 'enabled' | 'intervalSeconds' | 'locations'>;

const MS_PER_SECOND = 1000;

const start = (manager: EntityManager, monitorId: string, monitor: Scheduled, fromMs: number): Promise<void> =>
  startSchedule(manager, {
    monitorId,
    intervalMs: monitor.intervalSeconds * MS_PER_SECOND,
    locations: monitor.locations,
    fromMs,
  });

/** The state of a new monitor and, if it is enabled, its first check at once. */
export async function scheduleNew(manager: EntityManager, monitorId: string, monitor: Scheduled): Promise<void> {
  const nowMs = await databaseNowMs(manager);
  const now = new Date(nowMs);
  await manager.query('INSERT INTO monitor_state (monitor_id, since, settled_until) VALUES ($1, $2, $2)', [
    monitorId,
    now,
  ]);
  if (monitor.enabled) await start(manager, monitorId, monitor, nowMs);
}

function isSameSchedule(before: Scheduled, after: Scheduled): boolean {
  const isSamePlace = before.locations.join() === after.locations.join();
  return before.enabled === after.enabled && before.intervalSeconds === after.intervalSeconds && isSamePlace;
}

/**
 * What was known before a pause says nothing about now, so the state begins anew; but an open window stays open, because
 * only a good check may end it. The regular interval is back, so the circuit is closed.
 */
async function resumeState(manager: EntityManager, monitorId: string, now: Date): Promise<void> {
  await manager.query(
    `UPDATE monitor_state SET state = $2, since = $3, failures = 0, successes = 0, unknowns = 0,
       first_failure_at = NULL, first_good_at = NULL, failure_reasons = '{}', affected_checks = 0, first_failure = NULL
     WHERE monitor_id = $1 AND window_id IS NULL`,
    [monitorId, stateCodes.toCode.pending, now],
  );
}

/** Brings the schedule in line with a change of the configuration, in the transaction that makes the change. */
export async function reschedule(
  manager: EntityManager,
  monitorId: string,
  before: Scheduled,
  after: Scheduled,
): Promise<void> {
  if (isSameSchedule(before, after) || !(before.enabled || after.enabled)) return;
  const nowMs = await databaseNowMs(manager);
  if (!after.enabled) return stopSchedule(manager, monitorId, nowMs);
  if (!before.enabled) await resumeState(manager, monitorId, new Date(nowMs));
  await manager.query('UPDATE monitor_state SET is_circuit_open = false WHERE monitor_id = $1 AND is_circuit_open', [
    monitorId,
  ]);
  await start(manager, monitorId, after, nowMs);
}
