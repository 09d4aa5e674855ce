import { numberArray, timeArray } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import type { MissingRun } from './expected-slots.js';

/** A row of `gaps`. */
export interface Gap extends MissingRun {
  readonly monitorId: string;
  readonly location: string;
}

const GAPS = `unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::int[])
                AS g (monitor_id, location, from_at, until_at, slots)`;

const parametersOf = (gaps: readonly Gap[]): unknown[] => [
  gaps.map((gap) => gap.monitorId),
  gaps.map((gap) => gap.location),
  timeArray(gaps.map((gap) => gap.fromMs)),
  timeArray(gaps.map((gap) => gap.untilMs)),
  numberArray(gaps.map((gap) => gap.slots)),
];

const APPEND = `
  WITH extended AS (
    UPDATE gaps previous
       SET until_at = g.until_at, slots = previous.slots + g.slots
      FROM ${GAPS}
     WHERE previous.monitor_id = g.monitor_id AND previous.location = g.location AND previous.until_at = g.from_at
       AND previous.from_at = (SELECT max(p.from_at) FROM gaps p
                                WHERE p.monitor_id = g.monitor_id AND p.location = g.location AND p.from_at < g.from_at)
    RETURNING g.monitor_id, g.location, g.from_at
  )
  INSERT INTO gaps (monitor_id, location, from_at, until_at, slots)
  SELECT * FROM ${GAPS}
   WHERE (g.monitor_id, g.location, g.from_at) NOT IN (SELECT monitor_id, location, from_at FROM extended)`;

/** Adds gaps after those that are there; one that adjoins the gap before it makes that one longer. */
export async function appendGaps(manager: EntityManager, gaps: readonly Gap[]): Promise<void> {
  if (gaps.length > 0) await manager.query(APPEND, parametersOf(gaps));
}

/** A time at which a monitor's schedule changed or ended. */
export interface Boundary {
  readonly monitorId: string;
  readonly atMs: number;
}

/**
 * Ends the gaps that reach over the end of their period. A slot of a long interval is settled before its time is over;
 * when the schedule changes in that time, the slots after the change speak for themselves. Of several changes within one
 * gap the first counts.
 */
export async function endGapsAt(manager: EntityManager, boundaries: readonly Boundary[]): Promise<void> {
  if (boundaries.length === 0) return;
  await manager.query(
    `WITH ended AS (
       SELECT g.monitor_id, g.location, g.from_at, min(b.at) AS at
         FROM gaps g JOIN unnest($1::uuid[], $2::timestamptz[]) AS b (monitor_id, at)
           ON g.monitor_id = b.monitor_id AND g.from_at < b.at AND g.until_at > b.at
        GROUP BY g.monitor_id, g.location, g.from_at
     )
     UPDATE gaps SET until_at = ended.at FROM ended
      WHERE (gaps.monitor_id, gaps.location, gaps.from_at) = (ended.monitor_id, ended.location, ended.from_at)`,
    [boundaries.map((one) => one.monitorId), timeArray(boundaries.map((one) => one.atMs))],
  );
}

/** Replaces gaps. */
export async function replaceGaps(
  manager: EntityManager,
  before: readonly Gap[],
  after: readonly Gap[],
): Promise<void> {
  await manager.query(
    `DELETE FROM gaps USING unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS g (monitor_id, location, from_at)
      WHERE gaps.monitor_id = g.monitor_id AND gaps.location = g.location AND gaps.from_at = g.from_at`,
    parametersOf(before).slice(0, 3),
  );
  if (after.length === 0) return;
  await manager.query(
    `INSERT INTO gaps (monitor_id, location, from_at, until_at, slots) SELECT * FROM ${GAPS}`,
    parametersOf(after),
  );
}
