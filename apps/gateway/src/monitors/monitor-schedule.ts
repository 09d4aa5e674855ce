import type { MonitorConfig } from '@wakeful/contracts';
import {
  changesOf,
  closeCircuit,
  databaseNowMs,
  insertState,
  type Queryable,
  resumeState,
  startSchedule,
  stopSchedule,
} from '@wakeful/persistence';

type Scheduled = Pick<MonitorConfig, 'enabled' | 'intervalSeconds' | 'locations'>;

const MS_PER_SECOND = 1000;

const start = (database: Queryable, monitorId: string, monitor: Scheduled, fromMs: number): Promise<void> =>
  startSchedule(database, {
    monitorId,
    intervalMs: monitor.intervalSeconds * MS_PER_SECOND,
    locations: monitor.locations,
    fromMs,
  });

/** The state of a new monitor and, if it is enabled, its first check at once. */
export async function scheduleNew(database: Queryable, monitorId: string, monitor: Scheduled): Promise<void> {
  const nowMs = await databaseNowMs(database);
  await changesOf(database, insertState, { monitorId, at: nowMs });
  if (monitor.enabled) await start(database, monitorId, monitor, nowMs);
}

function isSameSchedule(before: Scheduled, after: Scheduled): boolean {
  const isSamePlace = before.locations.join() === after.locations.join();
  return before.enabled === after.enabled && before.intervalSeconds === after.intervalSeconds && isSamePlace;
}

/** Brings the schedule in line with a change of the configuration, in the transaction that makes the change. */
export async function reschedule(
  database: Queryable,
  monitorId: string,
  before: Scheduled,
  after: Scheduled,
): Promise<void> {
  if (isSameSchedule(before, after) || !(before.enabled || after.enabled)) return;
  const nowMs = await databaseNowMs(database);
  if (!after.enabled) return stopSchedule(database, monitorId, nowMs);
  if (!before.enabled) await changesOf(database, resumeState, { monitorId, at: nowMs });
  // The regular interval is back.
  await changesOf(database, closeCircuit, { monitorId });
  await start(database, monitorId, after, nowMs);
}
