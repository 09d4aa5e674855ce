import { databaseNowMs, lockStuckAtCooldown, rowsOf, startSchedule } from '@wakeful/persistence';
import { periodicJob } from '@wakeful/platform';
import { DataSource } from 'typeorm';

/** A request to resume that is under way arrives long before that. */
const MIN_AGE_MS = 60_000;
/** Each is checked at once: not too many together. */
const BATCH_SIZE = 500;

/**
 * Puts monitors back to their own interval that are checked at a cool-down's pace although their circuit breaker is
 * closed, because NATS lost the request to resume. The new schedule's first slot is now, as no other slot is known to
 * have run.
 * @returns how many monitors it helped
 */
export function reconcileCadence(dataSource: DataSource, nowMs: number): Promise<number> {
  return dataSource.transaction(async (manager) => {
    const stuck = await rowsOf(manager, lockStuckAtCooldown, { before: nowMs - MIN_AGE_MS, limit: BATCH_SIZE });
    for (const monitor of stuck) await startSchedule(manager, { ...monitor, fromMs: nowMs });
    return stuck.length;
  });
}

export const cadenceJob = periodicJob({
  name: 'reconciling of cool-downs',
  intervalMs: 60_000,
  needs: [DataSource],
  run: async ({ logger }, dataSource) => {
    const monitors = await reconcileCadence(dataSource, await databaseNowMs(dataSource));
    if (monitors === 0) return;
    logger.info({ monitors }, 'Monitors that missed the end of their cool-down are back on pace.');
  },
});
