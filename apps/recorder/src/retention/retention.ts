import { dropOldPartitions, ensurePartitions } from '@wakeful/persistence';
import type { DataSource } from 'typeorm';
import { closedUntilMs } from '../rollups/close-hours.js';

export interface Retention {
  readonly checksDays: number;
  readonly rollupsDays: number;
}

/** Injection token of the {@link Retention}. */
export const RETENTION = Symbol('RETENTION');

const DAY_MS = 86_400_000;

/**
 * Makes partitions ahead and drops those beyond the retention; returns the names of the dropped. A day whose hours are
 * not all summed up yet, as after a long standstill, is kept until they are.
 */
export async function applyRetention(dataSource: DataSource, nowMs: number, retention: Retention): Promise<string[]> {
  await ensurePartitions(dataSource, new Date(nowMs));
  const summedUpMs = await closedUntilMs(dataSource.manager);
  const effectiveNowMs = Math.min(nowMs, summedUpMs + retention.checksDays * DAY_MS);
  return dropOldPartitions(dataSource, new Date(effectiveNowMs), retention);
}
