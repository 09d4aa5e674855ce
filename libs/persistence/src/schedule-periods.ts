import type { LocatedPeriod } from '@wakeful/domain';
import type { EntityManager } from 'typeorm';

/**
 * How monitors were scheduled in [fromMs, untilMs), a period that ended at `fromMs` included, in order.
 * @param monitorIds null: all monitors
 */
export async function loadPeriods(
  manager: EntityManager,
  monitorIds: readonly string[] | null,
  fromMs: number,
  untilMs: number,
): Promise<Map<string, LocatedPeriod[]>> {
  const rows = await manager.query<(LocatedPeriod & { monitorId: string })[]>(
    `SELECT monitor_id AS "monitorId", (extract(epoch FROM from_at) * 1000)::float8 AS "fromMs",
            (extract(epoch FROM until_at) * 1000)::float8 AS "untilMs",
            interval_ms AS "intervalMs", phase_ms AS "phaseMs", locations
       FROM schedule_periods
      WHERE ${monitorIds ? 'monitor_id = ANY ($3::uuid[]) AND' : ''}
            from_at < $2 AND coalesce(until_at, 'infinity') >= $1
      ORDER BY monitor_id, from_at`,
    [new Date(fromMs), new Date(untilMs), ...(monitorIds ? [monitorIds] : [])],
  );
  const periods = new Map<string, LocatedPeriod[]>();
  for (const { monitorId, ...period } of rows) {
    const ofMonitor = periods.get(monitorId);
    if (ofMonitor) ofMonitor.push(period);
    else periods.set(monitorId, [period]);
  }
  return periods;
}
