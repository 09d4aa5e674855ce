import { encodedTotalSql } from '@wakeful/domain';
import { bytes, number, numbers, timeMs, uuid, uuids } from '../sql/column-types.js';
import { statement } from '../sql/statement.js';

const counts = { up: number, degraded: number, down: number, unknown: number };
const span = { from: timeMs, to: timeMs };

const rollupsWith = (latencySql: string) =>
  statement(
    { monitorKey: number, hour: timeMs, ...counts, latency: bytes },
    { monitorKeys: numbers, ...span },
    `SELECT monitor_key, hour, up, degraded, down, unknown, ${latencySql} AS latency
       FROM check_rollups WHERE monitor_key = ANY ($monitorKeys::int[]) AND hour >= $from AND hour < $to`,
  );

/** The hours of monitors with all that is known of their latencies. */
export const rollupsOfMonitors = rollupsWith('latency');
/** The same with nothing but the total of each check: a tenth of the bytes. */
export const rollupTotalsOfMonitors = rollupsWith(encodedTotalSql('latency'));

/** Postgres strings the totals of a monitor together: one row per monitor. */
export const latenciesOfAllMonitors = statement(
  { monitorKey: number, totals: bytes },
  span,
  `SELECT monitor_key, string_agg(${encodedTotalSql('latency')}, ''::bytea) AS totals
     FROM check_rollups WHERE hour >= $from AND hour < $to GROUP BY monitor_key`,
);

export const anyRollup = statement(
  { monitorKey: number },
  { monitorKey: number, ...span },
  `SELECT monitor_key FROM check_rollups WHERE monitor_key = $monitorKey AND hour >= $from AND hour < $to LIMIT 1`,
);

/** Up to where hours are summed up. */
export const rollupProgress = statement({ closedUntil: timeMs }, {}, 'SELECT closed_until FROM rollup_progress');

export const monitorKeyById = statement(
  { key: number, createdAt: timeMs },
  { id: uuid },
  'SELECT key, created_at FROM monitors WHERE id = $id',
);

/** In the order of the ids. */
export const keysOfMonitors = statement(
  { id: uuid, key: number },
  { ids: uuids },
  'SELECT id, key FROM monitors WHERE id = ANY ($ids) ORDER BY array_position($ids, id)',
);
