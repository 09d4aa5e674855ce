import { HOUR_MS, MINUTE_MS } from '@wakeful/contracts';
import { changesOf, insertStaleRollups, oldestCheckDay, rowsOf, takeStaleRollups } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import { type KeyedMonitor, sumUpHour } from './sum-up-hour.js';

/**
 * An hour counts as summed up this long after its end: earlier than hours are really closed, so that a result whose
 * transaction is under way while its hour is closed is not forgotten. Marking too much costs a little, and no more.
 */
const STALE_AFTER_MS = 15 * MINUTE_MS;
const BATCH_SIZE = 500;

/** A check that was stored just now. */
export interface StoredCheck {
  readonly monitorKey: number;
  readonly slotMs: number;
}

const hourOf = (timeMs: number): number => Math.floor(timeMs / HOUR_MS) * HOUR_MS;

/** Whether the hour of a slot may be summed up already. */
export const isHourClosed = (slotMs: number, nowMs: number): boolean =>
  hourOf(slotMs) + HOUR_MS + STALE_AFTER_MS <= nowMs;

/**
 * Has the hours of late results summed up again. To be called with every check that was inserted, in the transaction
 * that inserted it; it does nothing when none of them is late.
 */
export async function markStaleRollups(
  manager: EntityManager,
  checks: readonly StoredCheck[],
  nowMs = Date.now(),
): Promise<void> {
  const stale = new Map<string, { monitorKey: number; hourMs: number }>();
  for (const { monitorKey, slotMs } of checks) {
    if (!isHourClosed(slotMs, nowMs)) continue;
    const hourMs = hourOf(slotMs);
    stale.set(`${monitorKey} ${hourMs}`, { monitorKey, hourMs });
  }
  if (stale.size === 0) return;
  await changesOf(manager, insertStaleRollups, { stale: [...stale.values()] });
}

/** Sums up again what {@link markStaleRollups} named of the hours before `closedUntilMs`. */
export async function recomputeStaleRollups(
  manager: EntityManager,
  closedUntilMs: number,
  signal?: AbortSignal,
): Promise<void> {
  while (!signal?.aborted) {
    const count = await manager.transaction((inner) => recomputeBatch(inner, closedUntilMs));
    if (count < BATCH_SIZE) return;
  }
}

async function recomputeBatch(manager: EntityManager, closedUntilMs: number): Promise<number> {
  const rows = await rowsOf(manager, takeStaleRollups, { until: closedUntilMs, limit: BATCH_SIZE });
  const oldestMs = (await oldestCheckDay(manager))?.getTime() ?? Infinity;
  const byHour = new Map<number, KeyedMonitor[]>();
  for (const { hourMs, id, key } of rows) {
    // Without the single checks a rollup can only become worse.
    if (id === null || hourMs < oldestMs) continue;
    byHour.set(hourMs, [...(byHour.get(hourMs) ?? []), { id, key }]);
  }
  for (const [hourMs, monitors] of byHour) await sumUpHour(manager, monitors, hourMs);
  return rows.length;
}
