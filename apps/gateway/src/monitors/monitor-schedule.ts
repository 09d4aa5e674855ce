import type { MonitorConfig } from '@wakeful/contracts';
import {
  changesOf,
  closeCircuit,
  databaseNowMs,
  endWindowOfPaused,
  forgetWindow,
  insertState,
  lockState,
  type Queryable,
  resetState,
  rowsOf,
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
  // Before the clock is read: what the recorder stores until then is before the change, what it stores later sees it.
  await rowsOf(database, lockState, { monitorId });
  const nowMs = await databaseNowMs(database);
  const now = { monitorId, at: nowMs };
  if (!after.enabled) {
    await stopSchedule(database, monitorId, nowMs);
    // A paused monitor is not checked, so an outage is not known to last: its window ends here, for that reason.
    await changesOf(database, forgetWindow, { monitorId });
    await changesOf(database, endWindowOfPaused, now);
  }
  // What was known before a pause says nothing about now, so the state begins again.
  if (!after.enabled || !before.enabled) await changesOf(database, resetState, now);
  // The regular interval is back.
  await changesOf(database, closeCircuit, { monitorId });
  if (!after.enabled) return;
  await start(database, monitorId, after, nowMs);
}
