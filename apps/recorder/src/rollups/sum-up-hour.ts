import { HOUR_MS } from '@wakeful/contracts';
import { countSlotsWithin, PhaseHistograms } from '@wakeful/domain';
import { changesOf, type CheckTotals, loadPeriods, saveRollups, totalChecks } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

export interface KeyedMonitor {
  id: string;
  key: number;
}

const NO_CHECKS: CheckTotals = { up: 0, degraded: 0, down: 0, unknown: 0, latency: new PhaseHistograms() };

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
  const rollups = monitors.flatMap(({ id, key }) => {
    const expectedSlots = (periods.get(id) ?? []).reduce(
      (sum, period) => sum + countSlotsWithin(period, hourMs, untilMs) * period.locations.length,
      0,
    );
    const found = totals.get(key);
    if (!found && expectedSlots === 0) return [];
    const { latency, ...counts } = found ?? NO_CHECKS;
    return [{ monitorKey: key, expectedSlots, ...counts, latency: Buffer.from(latency.encode()) }];
  });
  if (rollups.length > 0) await changesOf(manager, saveRollups, { hour: hourMs, rollups });
}
