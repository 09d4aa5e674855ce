import { HOUR_MS, MINUTE_MS } from '@wakeful/contracts';
import {
  changesOf,
  databaseNowMs,
  ensureRollupPartition,
  monitorsAfterKey,
  rollupProgress,
  rowsOf,
  saveRollupProgress,
  tryLockJob,
  unlockJob,
} from '@wakeful/persistence';
import { periodicJob } from '@wakeful/platform';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { recomputeStaleRollups } from './stale-rollups.js';
import { sumUpHour } from './sum-up-hour.js';

/** Results that are this late are rare; those that are later still make the hour be summed up again. */
const CLOSE_AFTER_MS = 20 * MINUTE_MS;
const MONITORS_PER_CHUNK = 200;

/**
 * Sums up every hour that is over for 20 minutes and was not summed up yet, oldest first, then again the hours for
 * which late results came. Returns the number of hours that were closed: 0 as well when another recorder is at it. All
 * of it runs on the connection that holds the lock: with the connection both are gone, and the next run starts the hour
 * again.
 */
export async function closeHours(dataSource: DataSource, nowMs: number, signal?: AbortSignal): Promise<number> {
  const runner = dataSource.createQueryRunner();
  try {
    if (!(await tryLockJob(runner, 'rollups'))) return 0;
    try {
      return await closeInOrder(runner, nowMs, signal);
    } finally {
      await unlockJob(runner, 'rollups');
    }
  } finally {
    await runner.release();
  }
}

async function closeInOrder(runner: QueryRunner, nowMs: number, signal?: AbortSignal): Promise<number> {
  const { manager } = runner;
  let hours = 0;
  let hourMs = await closedUntilMs(manager);
  for (; hourMs + HOUR_MS + CLOSE_AFTER_MS <= nowMs && !signal?.aborted; hourMs += HOUR_MS) {
    await ensureRollupPartition(runner.connection, new Date(hourMs));
    if (!(await closeHour(manager, hourMs, signal))) break;
    await changesOf(manager, saveRollupProgress, { closedUntil: hourMs + HOUR_MS });
    hours++;
  }
  if (!signal?.aborted) await recomputeStaleRollups(manager, hourMs, signal);
  return hours;
}

/** Up to where the hours are closed. */
export async function closedUntilMs(manager: EntityManager): Promise<number> {
  const [progress] = await rowsOf(manager, rollupProgress);
  if (!progress) throw new Error('rollup_progress has no row: the database was not migrated as it should be');
  return Math.floor(progress.closedUntil / HOUR_MS) * HOUR_MS;
}

/** False when it was stopped before the end. */
async function closeHour(manager: EntityManager, hourMs: number, signal?: AbortSignal): Promise<boolean> {
  for (let afterKey = 0; ;) {
    if (signal?.aborted) return false;
    const monitors = await rowsOf(manager, monitorsAfterKey, { afterKey, limit: MONITORS_PER_CHUNK });
    const last = monitors.at(-1);
    if (!last) return true;
    await sumUpHour(manager, monitors, hourMs);
    afterKey = last.key;
  }
}

export const rollupsJob = periodicJob({
  name: 'closing of hours',
  intervalMs: MINUTE_MS,
  needs: [DataSource],
  run: async ({ signal, logger }, dataSource) => {
    const hours = await closeHours(dataSource, await databaseNowMs(dataSource), signal);
    if (hours > 0) logger.debug({ hours }, 'closed hours');
  },
});
