import type { MonitorTimeline, StatsSpan } from '@wakeful/domain';
import { loadMaintenance } from './maintenance.js';
import { loadPeriods } from './schedule-periods.js';
import { bool, number, orNull, text, timeMs, uuid, uuids } from './sql/column-types.js';
import { type Queryable, rowsOf } from './sql/run-statement.js';
import { statement } from './sql/statement.js';

const statesOfMonitors = statement(
  {
    monitorId: uuid,
    monitorKey: number,
    intervalMs: number,
    timeoutMs: number,
    locations: number,
    knownUntilMs: orNull(timeMs),
    settledUntilMs: timeMs,
    unprovenSinceMs: orNull(timeMs),
  },
  { monitorIds: orNull(uuids) },
  `SELECT m.id AS monitor_id, m.key AS monitor_key, m.interval_seconds::float8 * 1000 AS interval_ms, m.timeout_ms,
          cardinality(m.locations) AS locations, s.known_until AS known_until_ms, s.settled_until AS settled_until_ms,
          CASE WHEN s.window_id IS NULL AND s.last_good_at IS NULL THEN s.first_failure_at END AS unproven_since_ms
     FROM monitors m JOIN monitor_state s ON s.monitor_id = m.id
    WHERE $monitorIds::uuid[] IS NULL OR m.id = ANY ($monitorIds)`,
);

const ofSpan = { monitorIds: orNull(uuids), from: timeMs, to: timeMs };
const ofMonitors = '($monitorIds::uuid[] IS NULL OR monitor_id = ANY ($monitorIds))';

const gapsOfSpan = statement(
  { monitorId: uuid, location: text, fromMs: timeMs, untilMs: timeMs, slots: number },
  ofSpan,
  `SELECT monitor_id, location, from_at AS from_ms, until_at AS until_ms, slots
     FROM gaps WHERE from_at < $to AND until_at > $from AND ${ofMonitors}`,
);

const windowsOfSpan = statement(
  { monitorId: uuid, fromMs: timeMs, untilMs: orNull(timeMs), hasGoodBefore: bool },
  ofSpan,
  `SELECT monitor_id, started_at AS from_ms, ended_at AS until_ms, last_good_at IS NOT NULL AS has_good_before
     FROM downtime_windows WHERE started_at < $to AND coalesce(ended_at, 'infinity') > $from AND ${ofMonitors}`,
);

type OfMonitor<Row> = Row & { monitorId: string };

function byMonitor<Row>(rows: readonly OfMonitor<Row>[]): Map<string, OfMonitor<Row>[]> {
  const groups = new Map<string, OfMonitor<Row>[]>();
  for (const row of rows) {
    const group = groups.get(row.monitorId);
    if (group) group.push(row);
    else groups.set(row.monitorId, [row]);
  }
  return groups;
}

/**
 * What is needed to account for monitors over a span.
 * @param monitorIds null: all monitors
 */
export async function loadTimelines(
  manager: Queryable,
  monitorIds: readonly string[] | null,
  { fromMs, toMs }: StatsSpan,
): Promise<MonitorTimeline[]> {
  const span = { monitorIds, from: fromMs, to: toMs };
  const states = await rowsOf(manager, statesOfMonitors, { monitorIds });
  const periods = await loadPeriods(manager, monitorIds, fromMs, toMs);
  const gaps = byMonitor(await rowsOf(manager, gapsOfSpan, span));
  const downtime = byMonitor(await rowsOf(manager, windowsOfSpan, span));
  const maintenance = await loadMaintenance(manager, monitorIds, { fromMs, toMs });
  return states.map((state) => ({
    ...state,
    periods: periods.get(state.monitorId) ?? [],
    gaps: gaps.get(state.monitorId) ?? [],
    downtime: downtime.get(state.monitorId) ?? [],
    maintenance: maintenance.get(state.monitorId) ?? [],
  }));
}
