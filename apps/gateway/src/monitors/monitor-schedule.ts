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
 * Nobody looks at a paused monitor, so an outage is not known to last: its window ends here, for that reason. The recorder, which
 * ends all others, is kept out by the lock on the state.
 */
async function endWindow(manager: EntityManager, monitorId: string, now: Date): Promise<void> {
  await manager.query('UPDATE monitor_state SET window_id = NULL WHERE monitor_id = $1 AND window_id IS NOT NULL', [
    monitorId,
  ]);
  await manager.query(
    `UPDATE downtime_windows SET ended_at = greatest($2, started_at + interval '1 millisecond'), ended_by = 'paused'
      WHERE monitor_id = $1 AND ended_at IS NULL`,
    [monitorId, now],
  );
}

/** What was known before a pause says nothing about now, so the state begins again. */
async function resetState(manager: EntityManager, monitorId: string, now: Date): Promise<void> {
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
  const now = new Date(nowMs);
  if (!after.enabled) {
    await stopSchedule(manager, monitorId, nowMs);
    await endWindow(manager, monitorId, now);
    return resetState(manager, monitorId, now);
  }
  if (!before.enabled) await resetState(manager, monitorId, now);
  // The regular interval is back.
  await manager.query('UPDATE monitor_state SET is_circuit_open = false WHERE monitor_id = $1 AND is_circuit_open', [
    monitorId,
  ]);
  await start(manager, monitorId, after, nowMs);
}
