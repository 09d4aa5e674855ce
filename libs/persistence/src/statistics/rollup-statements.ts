import { encodedTotalSql } from '@wakeful/domain';
import { bytes, number, numbers, orNull, timeMs, uuid, uuids } from '../sql/column-types.js';
import { rowSet } from '../sql/row-set.js';
import { changeStatement, statement } from '../sql/statement.js';

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

export const saveRollupProgress = changeStatement(
  { closedUntil: timeMs },
  'UPDATE rollup_progress SET closed_until = $closedUntil',
);

/** Sums of hours, in place of what was summed up before. */
export const saveRollups = changeStatement(
  {
    hour: timeMs,
    rollups: rowSet({ monitorKey: number, expectedSlots: number, ...counts, latency: bytes }),
  },
  `INSERT INTO check_rollups (hour, monitor_key, expected_slots, up, degraded, down, unknown, latency)
   SELECT $hour, monitor_key, expected_slots, up, degraded, down, unknown, latency FROM $rollups
   ON CONFLICT (monitor_key, hour) DO UPDATE
     SET expected_slots = excluded.expected_slots, up = excluded.up, degraded = excluded.degraded,
         down = excluded.down, unknown = excluded.unknown, latency = excluded.latency`,
);

/**
 * The update changes nothing but locks the row, so that whoever recomputes the hour waits for this transaction to end. In
 * order, so that two transactions cannot wait for each other in a circle.
 */
export const insertStaleRollups = changeStatement(
  { stale: rowSet({ monitorKey: number, hourMs: timeMs }) },
  `INSERT INTO stale_rollups (monitor_key, hour)
   SELECT monitor_key, hour_ms FROM $stale ORDER BY monitor_key, hour_ms
   ON CONFLICT (monitor_key, hour) DO UPDATE SET hour = excluded.hour`,
);

/** `id` is null when the monitor was deleted meanwhile. */
export const takeStaleRollups = statement(
  { key: number, hourMs: timeMs, id: orNull(uuid) },
  { until: timeMs, limit: number },
  `WITH taken AS (
     DELETE FROM stale_rollups
      WHERE (monitor_key, hour) IN (SELECT monitor_key, hour FROM stale_rollups WHERE hour < $until
                                     ORDER BY hour, monitor_key LIMIT $limit FOR UPDATE SKIP LOCKED)
     RETURNING monitor_key, hour
   )
   SELECT taken.monitor_key AS key, taken.hour AS hour_ms, m.id FROM taken LEFT JOIN monitors m ON m.key = taken.monitor_key`,
);

/** Monitors in the order of their keys, from the one after a key on. */
export const monitorsAfterKey = statement(
  { id: uuid, key: number },
  { afterKey: number, limit: number },
  'SELECT id, key FROM monitors WHERE key > $afterKey ORDER BY key LIMIT $limit',
);

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
