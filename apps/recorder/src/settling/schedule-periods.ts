import type { EntityManager } from 'typeorm';
import type { LocatedPeriod } from './expected-slots.js';

interface Row {
  monitor_id: string;
  from_at: Date;
  until_at: Date | null;
  interval_ms: number;
  phase_ms: number;
  locations: string[];
}

/** How monitors were scheduled in [fromMs, untilMs), a period that ended at `fromMs` included, in order. */
export async function loadPeriods(
  manager: EntityManager,
  monitorIds: readonly string[],
  fromMs: number,
  untilMs: number,
): Promise<Map<string, LocatedPeriod[]>> {
  const rows = await manager.query<Row[]>(
    `SELECT monitor_id, from_at, until_at, interval_ms, phase_ms, locations
       FROM schedule_periods
      WHERE monitor_id = ANY ($1::uuid[]) AND from_at < $3 AND coalesce(until_at, 'infinity') >= $2
      ORDER BY monitor_id, from_at`,
    [monitorIds, new Date(fromMs), new Date(untilMs)],
  );
  const periods = new Map<string, LocatedPeriod[]>();
  for (const row of rows) {
    const ofMonitor = periods.get(row.monitor_id) ?? [];
    periods.set(row.monitor_id, ofMonitor);
    ofMonitor.push({
      fromMs: row.from_at.getTime(),
      untilMs: row.until_at?.getTime() ?? null,
      intervalMs: row.interval_ms,
      phaseMs: row.phase_ms,
      locations: row.locations,
    });
  }
  return periods;
}
