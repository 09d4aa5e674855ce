import type { MonitorTimeline, StatsSpan, StoredGap, StoredWindow } from '@wakeful/domain';
import type { EntityManager } from 'typeorm';
import { loadMaintenance } from './maintenance.js';
import { loadPeriods } from './schedule-periods.js';

const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

type StateRow = Omit<MonitorTimeline, 'periods' | 'gaps' | 'downtime' | 'maintenance'>;

const STATES = `
  SELECT m.id AS "monitorId", m.key AS "monitorKey", m.interval_seconds::float8 * 1000 AS "intervalMs",
         m.timeout_ms AS "timeoutMs", cardinality(m.locations) AS locations,
         ${ms('s.known_until')} AS "knownUntilMs", ${ms('s.settled_until')} AS "settledUntilMs"
    FROM monitors m JOIN monitor_state s ON s.monitor_id = m.id`;

const GAPS = `
  SELECT monitor_id AS "monitorId", location, ${ms('from_at')} AS "fromMs", ${ms('until_at')} AS "untilMs", slots
    FROM gaps WHERE from_at < $2 AND until_at > $1`;

const WINDOWS = `
  SELECT monitor_id AS "monitorId", ${ms('started_at')} AS "fromMs", ${ms('ended_at')} AS "untilMs",
         last_good_at IS NOT NULL AS "hasGoodBefore"
    FROM downtime_windows WHERE started_at < $2 AND coalesce(ended_at, 'infinity') > $1`;

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
  manager: EntityManager,
  monitorIds: readonly string[] | null,
  { fromMs, toMs }: StatsSpan,
): Promise<MonitorTimeline[]> {
  const span = [new Date(fromMs), new Date(toMs)];
  const parameters = monitorIds === null ? span : [...span, monitorIds];
  const only = monitorIds === null ? '' : 'AND monitor_id = ANY ($3::uuid[])';
  const states = await (monitorIds === null
    ? manager.query<StateRow[]>(STATES)
    : manager.query<StateRow[]>(`${STATES} WHERE m.id = ANY ($1::uuid[])`, [monitorIds]));
  const periods = await loadPeriods(manager, monitorIds, fromMs, toMs);
  const gaps = byMonitor(await manager.query<OfMonitor<StoredGap>[]>(`${GAPS} ${only}`, parameters));
  const downtime = byMonitor(await manager.query<OfMonitor<StoredWindow>[]>(`${WINDOWS} ${only}`, parameters));
  const maintenance = await loadMaintenance(manager, monitorIds, { fromMs, toMs });
  return states.map((state) => ({
    ...state,
    periods: periods.get(state.monitorId) ?? [],
    gaps: gaps.get(state.monitorId) ?? [],
    downtime: downtime.get(state.monitorId) ?? [],
    maintenance: maintenance.get(state.monitorId) ?? [],
  }));
}
