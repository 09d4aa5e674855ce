import { ensureRollupPartition, tryLockJob, unlockJob } from '@wakeful/persistence';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { recomputeStaleRollups } from './stale-rollups.js';
import { HOUR_MS, type KeyedMonitor, sumUpHour } from './sum-up-hour.js';

/** Results that are this late are rare; those that are later still make the hour be summed up again. */
const CLOSE_AFTER_MS = 20 * 60_000;
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
    await manager.query('UPDATE rollup_progress SET closed_until = $1', [new Date(hourMs + HOUR_MS)]);
    hours++;
  }
  if (!signal?.aborted) await recomputeStaleRollups(manager, hourMs, signal);
  return hours;
}

/** Up to where the hours are closed. */
export async function closedUntilMs(manager: EntityManager): Promise<number> {
  const [progress] = await manager.query<{ closed_until: Date }[]>('SELECT closed_until FROM rollup_progress');
  if (!progress) throw new Error('rollup_progress has no row: the database was not migrated as it should be');
  return Math.floor(progress.closed_until.getTime() / HOUR_MS) * HOUR_MS;
}

/** False when it was stopped before the end. */
async function closeHour(manager: EntityManager, hourMs: number, signal?: AbortSignal): Promise<boolean> {
  for (let afterKey = 0; ;) {
    if (signal?.aborted) return false;
    const monitors = await manager.query<KeyedMonitor[]>(
      'SELECT id, key FROM monitors WHERE key > $1 ORDER BY key LIMIT $2',
      [afterKey, MONITORS_PER_CHUNK],
    );
    const last = monitors.at(-1);
    if (!last) return true;
    await sumUpHour(manager, monitors, hourMs);
    afterKey = last.key;
  }
}
