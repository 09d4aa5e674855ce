import type { LocatedPeriod } from '@wakeful/domain';
import { number, orNull, texts, timeMs, uuid, uuids } from './sql/column-types.js';
import { type Queryable, rowsOf } from './sql/run-statement.js';
import { statement } from './sql/statement.js';

const periodsOfMonitors = statement(
  { monitorId: uuid, fromMs: timeMs, untilMs: orNull(timeMs), intervalMs: number, phaseMs: number, locations: texts },
  { monitorIds: orNull(uuids), from: timeMs, until: timeMs },
  `SELECT monitor_id, from_at AS from_ms, until_at AS until_ms, interval_ms, phase_ms, locations
     FROM schedule_periods
    WHERE ($monitorIds::uuid[] IS NULL OR monitor_id = ANY ($monitorIds))
      AND from_at < $until AND coalesce(until_at, 'infinity') >= $from
    ORDER BY monitor_id, from_at`,
);

/**
 * How monitors were scheduled in [fromMs, untilMs), a period that ended at `fromMs` included, in order.
 * @param monitorIds null: all monitors
 */
export async function loadPeriods(
  manager: Queryable,
  monitorIds: readonly string[] | null,
  fromMs: number,
  untilMs: number,
): Promise<Map<string, LocatedPeriod[]>> {
  const rows = await rowsOf(manager, periodsOfMonitors, { monitorIds, from: fromMs, until: untilMs });
  const periods = new Map<string, LocatedPeriod[]>();
  for (const { monitorId, ...period } of rows) {
    const ofMonitor = periods.get(monitorId);
    if (ofMonitor) ofMonitor.push(period);
    else periods.set(monitorId, [period]);
  }
  return periods;
}
