import { numberArray, oldestCheckDay, timeArray } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import { HOUR_MS, type KeyedMonitor, sumUpHour } from './sum-up-hour.js';

/**
 * An hour counts as summed up this long after its end: earlier than hours are really closed, so that a result whose
 * transaction is under way while its hour is closed is not forgotten. Marking too much costs a little, and no more.
 */
const STALE_AFTER_MS = 15 * 60_000;
const BATCH_SIZE = 500;

/** A check that was stored just now. */
export interface StoredCheck {
  readonly monitorKey: number;
  readonly slotMs: number;
}

const hourOf = (timeMs: number): number => Math.floor(timeMs / HOUR_MS) * HOUR_MS;

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
    const hourMs = hourOf(slotMs);
    if (hourMs + HOUR_MS + STALE_AFTER_MS > nowMs) continue;
    stale.set(`${monitorKey} ${hourMs}`, { monitorKey, hourMs });
  }
  if (stale.size === 0) return;
  const rows = [...stale.values()];
  // The update changes nothing but locks the row, so that who recomputes the hour waits for this transaction to end. In
  // order, so that two transactions cannot wait for each other in a circle.
  await manager.query(
    `INSERT INTO stale_rollups (monitor_key, hour)
     SELECT monitor_key, hour FROM unnest($1::int[], $2::timestamptz[]) AS s (monitor_key, hour)
      ORDER BY monitor_key, hour
     ON CONFLICT (monitor_key, hour) DO UPDATE SET hour = excluded.hour`,
    [numberArray(rows.map((row) => row.monitorKey)), timeArray(rows.map((row) => row.hourMs))],
  );
}

interface StaleRow {
  monitor_key: number;
  hour: Date;
  /** null: the monitor was deleted meanwhile. */
  id: string | null;
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
  const rows = await manager.query<StaleRow[]>(
    `WITH taken AS (
       DELETE FROM stale_rollups
        WHERE (monitor_key, hour) IN (SELECT monitor_key, hour FROM stale_rollups WHERE hour < $1
                                       ORDER BY hour, monitor_key LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING monitor_key, hour
     )
     SELECT taken.monitor_key, taken.hour, m.id FROM taken LEFT JOIN monitors m ON m.key = taken.monitor_key`,
    [new Date(closedUntilMs), BATCH_SIZE],
  );
  const oldestMs = (await oldestCheckDay(manager))?.getTime() ?? Infinity;
  const byHour = new Map<number, KeyedMonitor[]>();
  for (const { hour, id, monitor_key: key } of rows) {
    // Without the single checks a rollup can only become worse.
    if (id === null || hour.getTime() < oldestMs) continue;
    byHour.set(hour.getTime(), [...(byHour.get(hour.getTime()) ?? []), { id, key }]);
  }
  for (const [hourMs, monitors] of byHour) await sumUpHour(manager, monitors, hourMs);
  return rows.length;
}
