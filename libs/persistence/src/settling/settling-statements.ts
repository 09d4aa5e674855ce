import { MAX_WAIT_MS, STORE_ALLOWANCE_MS } from '@wakeful/domain';
import { statusCodes } from '../codes.js';
import { number, orNull, text, timeMs, timesMs, uuid } from '../sql/column-types.js';
import { rowSet } from '../sql/row-set.js';
import { changeStatement, type ParametersOf, statement } from '../sql/statement.js';

/** A monitor is settled about once a minute, not at every slot, as that is one more write of its row. */
const MIN_STEP_MS = 60_000;
/** After a standstill the time is made up in steps, so that a transaction stays small. */
const MAX_STEP_MS = 3_600_000;

/** Locks monitors of which something is to be settled, with the stretch of their time; those first that are furthest behind. */
export const lockUnsettled = statement(
  { monitorId: uuid, monitorKey: number, fromMs: number, untilMs: number },
  { now: timeMs, limit: number },
  `SELECT s.monitor_id, m.key AS monitor_key, settled.ms AS from_ms,
          least(settled.ms + ${MAX_STEP_MS}, now.ms - lag.ms) AS until_ms
     FROM monitor_state s
     JOIN monitors m ON m.id = s.monitor_id
    CROSS JOIN LATERAL (SELECT (extract(epoch FROM $now::timestamptz) * 1000)::float8 AS ms) now
    CROSS JOIN LATERAL (SELECT floor(extract(epoch FROM s.settled_until) * 1000)::float8 AS ms) settled
    CROSS JOIN LATERAL (
      SELECT (least(m.interval_seconds::bigint * 1000, ${MAX_WAIT_MS}) + m.timeout_ms + ${STORE_ALLOWANCE_MS})::float8 AS ms
    ) lag
    WHERE s.settled_until < $now::timestamptz - interval '${STORE_ALLOWANCE_MS + MIN_STEP_MS} milliseconds'
      AND settled.ms < now.ms - lag.ms - ${MIN_STEP_MS}
    ORDER BY s.settled_until
    LIMIT $limit
      FOR UPDATE OF s SKIP LOCKED`,
);

export const saveSettled = changeStatement(
  { settled: rowSet({ monitorId: uuid, untilMs: timeMs }) },
  'UPDATE monitor_state s SET settled_until = settled.until_ms FROM $settled WHERE s.monitor_id = settled.monitor_id',
);

/** The columns of `gaps`. */
const gap = { monitorId: uuid, location: text, fromMs: timeMs, untilMs: timeMs, slots: number };

/** Adds gaps after those that are there; one that adjoins the gap before it makes that one longer. */
export const appendGaps = changeStatement(
  { added: rowSet(gap) },
  `WITH extended AS (
     UPDATE gaps previous
        SET until_at = added.until_ms, slots = previous.slots + added.slots
       FROM $added
      WHERE previous.monitor_id = added.monitor_id AND previous.location = added.location
        AND previous.until_at = added.from_ms
        AND previous.from_at = (
          SELECT max(p.from_at) FROM gaps p
           WHERE p.monitor_id = added.monitor_id AND p.location = added.location AND p.from_at < added.from_ms)
     RETURNING added.monitor_id, added.location, added.from_ms
   )
   INSERT INTO gaps (monitor_id, location, from_at, until_at, slots)
   SELECT monitor_id, location, from_ms, until_ms, slots FROM $added
    WHERE (monitor_id, location, from_ms) NOT IN (SELECT monitor_id, location, from_ms FROM extended)`,
);

export const insertGaps = changeStatement(
  { added: rowSet(gap) },
  `INSERT INTO gaps (monitor_id, location, from_at, until_at, slots)
   SELECT monitor_id, location, from_ms, until_ms, slots FROM $added`,
);

export const deleteGaps = changeStatement(
  { gone: rowSet({ monitorId: uuid, location: text, fromMs: timeMs }) },
  `DELETE FROM gaps USING $gone
    WHERE gaps.monitor_id = gone.monitor_id AND gaps.location = gone.location AND gaps.from_at = gone.from_ms`,
);

/** Ends the gaps that reach over one of these times, at the first of them. */
export const endGapsAt = changeStatement(
  { boundaries: rowSet({ monitorId: uuid, atMs: timeMs }) },
  `WITH ended AS (
     SELECT g.monitor_id, g.location, g.from_at, min(boundaries.at_ms) AS at
       FROM gaps g JOIN $boundaries
         ON g.monitor_id = boundaries.monitor_id AND g.from_at < boundaries.at_ms AND g.until_at > boundaries.at_ms
      GROUP BY g.monitor_id, g.location, g.from_at
   )
   UPDATE gaps SET until_at = ended.at FROM ended
    WHERE (gaps.monitor_id, gaps.location, gaps.from_at) = (ended.monitor_id, ended.location, ended.from_at)`,
);

/** The gaps in which results lie, once for each of them; `settledUntilMs`: until when the monitor is settled. */
export const gapsAround = statement(
  { ...gap, slotMs: timeMs, settledUntilMs: timeMs },
  { results: rowSet({ monitorId: uuid, location: text, slotMs: timeMs }) },
  `SELECT g.monitor_id, g.location, g.from_at AS from_ms, g.until_at AS until_ms, g.slots, results.slot_ms,
          s.settled_until AS settled_until_ms
     FROM $results
     JOIN LATERAL (
       SELECT * FROM gaps
        WHERE gaps.monitor_id = results.monitor_id AND gaps.location = results.location AND gaps.from_at <= results.slot_ms
        ORDER BY gaps.from_at DESC LIMIT 1
     ) g ON g.until_at > results.slot_ms
     JOIN monitor_state s ON s.monitor_id = results.monitor_id`,
);

/** Stretches of a schedule as seen from one location each. A `locationId` of null has no checks. */
const segments = {
  segments: rowSet({
    monitorKey: number,
    locationId: orNull(number),
    fromMs: timeMs,
    untilMs: timeMs,
    periodFromMs: timeMs,
    intervalMs: number,
    phaseMs: number,
  }),
  /** The earliest and the latest time of them all. */
  from: timeMs,
  until: timeMs,
};

export type SegmentsToRead = ParametersOf<typeof segments>;

/** Conclusive results at the slots of each segment; re-checks between the slots are not counted. */
const stored = `
  FROM $segments
  JOIN LATERAL (
    SELECT c.scheduled_at
      FROM checks c
     WHERE c.monitor_key = segments.monitor_key AND c.scheduled_at >= segments.from_ms AND c.scheduled_at < segments.until_ms
       -- The same for all segments, so that partitions are left out when the query is planned.
       AND c.scheduled_at >= $from AND c.scheduled_at < $until
       AND c.location_id = segments.location_id AND c.status <> ${statusCodes.toCode.unknown}
       AND (c.scheduled_at = segments.period_from_ms
            OR c.scheduled_at = date_bin(segments.interval_ms * interval '1 ms', c.scheduled_at,
                                         timestamptz 'epoch' + segments.phase_ms * interval '1 ms'))
  ) stored ON true GROUP BY segments.position`;

/** How many slots of each segment have a conclusive result; nothing for a segment that has none. */
export const countStoredSlots = statement(
  { position: number, stored: number },
  segments,
  `SELECT segments.position, count(*) AS stored ${stored}`,
);

/** Which ones. */
export const listStoredSlots = statement(
  { position: number, slots: timesMs },
  segments,
  `SELECT segments.position, array_agg(stored.scheduled_at) AS slots ${stored}`,
);
