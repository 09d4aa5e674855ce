import { dropPartitionsBefore, ensurePartitions, type Retention } from '@wakeful/persistence';
import type { DataSource } from 'typeorm';
import { closedUntilMs } from '../rollups/close-hours.js';

/** Injection token of the {@link Retention}. */
export const RETENTION = Symbol('RETENTION');

const DAY_MS = 86_400_000;

const daysBefore = (ms: number, days: number): Date => new Date((Math.floor(ms / DAY_MS) - days) * DAY_MS);

/**
 * Makes partitions ahead and drops those beyond the retention; returns the names of the dropped. A day whose hours are
 * not all summed up yet, as after a long standstill, is kept until they are. Of old debug sessions the bulky evidence
 * goes; what they found stays with their downtime window.
 */
export async function applyRetention(dataSource: DataSource, nowMs: number, retention: Retention): Promise<string[]> {
  const { checksDays, rollupsDays, debugDays } = retention;
  await ensurePartitions(dataSource, new Date(nowMs));
  const summedUpMs = await closedUntilMs(dataSource.manager);
  const effectiveNowMs = Math.min(nowMs, summedUpMs + checksDays * DAY_MS);
  const debugLimit = daysBefore(nowMs, debugDays);
  const dropped = [
    ...(await dropPartitionsBefore(dataSource, 'checks', daysBefore(effectiveNowMs, checksDays))),
    ...(await dropPartitionsBefore(dataSource, 'check_rollups', daysBefore(effectiveNowMs, rollupsDays))),
    ...(await dropPartitionsBefore(dataSource, 'network_events', debugLimit)),
  ];
  await forgetEvidenceBefore(dataSource, debugLimit);
  return dropped;
}

async function forgetEvidenceBefore(dataSource: DataSource, limit: Date): Promise<void> {
  await dataSource.query('UPDATE debug_sessions SET evidence = NULL WHERE evidence IS NOT NULL AND requested_at < $1', [
    limit,
  ]);
}
