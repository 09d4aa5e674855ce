import { monitorStates, type MonitorStatus, monitorStatuses } from '@wakeful/contracts';
import { stateCodes } from '../codes.js';
import { isUnderMaintenanceSql, presentMaintenanceSql } from '../maintenance.js';

/** Beyond two intervals and a timeout, how long a result may be under way before its absence says something. */
export const RESULT_GRACE_SECONDS = 30;

const staleStates = `${stateCodes.toCode.up}, ${stateCodes.toCode.degraded}`;

/** SQL for how many seconds the result of a slot speaks for, by the columns of its monitor: two intervals, and then some. */
export const spokenForSecondsSql = (monitor: string): string =>
  `2 * ${monitor}.interval_seconds + ${monitor}.timeout_ms * 0.001::float8 + ${RESULT_GRACE_SECONDS}`;

/** Until when the newest result speaks for now. */
const spokenFor = `s.last_slot_at + make_interval(secs => ${spokenForSecondsSql('m')})`;

const isStale = `now() > ${spokenFor}`;

/**
 * SQL for what `of` says of the status that a reader sees, over `monitors m` and `monitor_state s`. A state without fresh
 * results behind it is `unknown`: a dead checker must not look green. Maintenance hides every state.
 */
const byEffectiveStatus = (of: (status: MonitorStatus) => string | number): string => `CASE
  WHEN NOT m.enabled THEN ${of('paused')}
  WHEN ${isUnderMaintenanceSql} THEN ${of('maintenance')}
  WHEN s.state IN (${staleStates}) AND ${isStale} THEN ${of('unknown')}
  ELSE CASE s.state ${monitorStates.map((state) => `WHEN ${stateCodes.toCode[state]} THEN ${of(state)}`).join(' ')} END
END`;

export const effectiveStatusSql = byEffectiveStatus((status) => `'${status}'`);

/** SQL for since when it has that status. */
export const effectiveSinceSql = `CASE
  WHEN NOT m.enabled THEN coalesce(
    (SELECT p.until_at FROM schedule_periods p WHERE p.monitor_id = m.id ORDER BY p.from_at DESC LIMIT 1), m.created_at)
  WHEN ${isUnderMaintenanceSql} THEN ${presentMaintenanceSql('o.from_at')}
  WHEN s.state IN (${staleStates}) AND ${isStale} THEN ${spokenFor}
  ELSE s.since
END`;

/** What needs attention comes first. */
const attentionOrder: readonly MonitorStatus[] = [
  'down',
  'unknown',
  'degraded',
  'pending',
  'up',
  'maintenance',
  'paused',
];

/** SQL for the place of a status in a list that is sorted by it: a number, as thousands of rows are compared by it. */
export const statusRankSql = byEffectiveStatus((status) => attentionOrder.indexOf(status));

export const statusRankOf = (status: MonitorStatus): number => attentionOrder.indexOf(status);

/** A count for every status, of the rows that have one. */
export function countsByStatus(rows: readonly { status: string; count: number }[]): Record<MonitorStatus, number> {
  const counts = Object.fromEntries(monitorStatuses.map((status) => [status, 0])) as Record<MonitorStatus, number>;
  for (const { status, count } of rows) counts[status as MonitorStatus] = count;
  return counts;
}
