import { countSlotsWithin, PhaseHistograms } from '@wakeful/domain';
import { type CheckTotals, loadPeriods, numberArray, totalChecks } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

export const HOUR_MS = 3_600_000;

export interface KeyedMonitor {
  id: string;
  key: number;
}

const NO_CHECKS: CheckTotals = { up: 0, degraded: 0, down: 0, unknown: 0, latency: new PhaseHistograms() };

const UPSERT = `
  INSERT INTO check_rollups (hour, monitor_key, expected_slots, up, degraded, down, unknown, latency)
  SELECT $1, monitor_key, expected_slots, up, degraded, down, unknown, decode(latency, 'hex')
    FROM unnest($2::int[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[], $8::text[])
      AS r (monitor_key, expected_slots, up, degraded, down, unknown, latency)
  ON CONFLICT (monitor_key, hour) DO UPDATE
    SET expected_slots = excluded.expected_slots, up = excluded.up, degraded = excluded.degraded,
        down = excluded.down, unknown = excluded.unknown, latency = excluded.latency`;

/** Sums up one hour of some monitors from what is stored now, in place of what was summed up before. */
export async function sumUpHour(
  manager: EntityManager,
  monitors: readonly KeyedMonitor[],
  hourMs: number,
): Promise<void> {
  const untilMs = hourMs + HOUR_MS;
  const ids = monitors.map((monitor) => monitor.id);
  const periods = await loadPeriods(manager, ids, hourMs, untilMs);
  const totals = await totalChecks(
    manager,
    monitors.map((monitor) => monitor.key),
    hourMs,
    untilMs,
  );
  const rows = monitors.flatMap(({ id, key }) => {
    const expectedSlots = (periods.get(id) ?? []).reduce(
      (sum, period) => sum + countSlotsWithin(period, hourMs, untilMs) * period.locations.length,
      0,
    );
    const found = totals.get(key);
    return found || expectedSlots > 0 ? [{ key, expectedSlots, ...(found ?? NO_CHECKS) }] : [];
  });
  if (rows.length === 0) return;
  await manager.query(UPSERT, [
    new Date(hourMs),
    numberArray(rows.map((row) => row.key)),
    numberArray(rows.map((row) => row.expectedSlots)),
    numberArray(rows.map((row) => row.up)),
    numberArray(rows.map((row) => row.degraded)),
    numberArray(rows.map((row) => row.down)),
    numberArray(rows.map((row) => row.unknown)),
    rows.map((row) => Buffer.from(row.latency.encode()).toString('hex')),
  ]);
}
