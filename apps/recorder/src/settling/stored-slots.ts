import type { LocatedPeriod } from '@wakeful/domain';
import { numberArray, statusCodes, timeArray } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

/** A stretch of one period as seen from one location: what is compared with what was stored. */
export interface Segment {
  readonly monitorKey: number;
  /** null: no check ever came from there. */
  readonly locationId: number | null;
  readonly period: LocatedPeriod;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Conclusive results at the slots of each segment; re-checks between the slots are not counted. */
const STORED = `
  FROM unnest($1::int[], $2::smallint[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::int[], $7::int[])
         WITH ORDINALITY
         AS s (monitor_key, location_id, from_at, until_at, period_from_at, interval_ms, phase_ms, position)
  JOIN LATERAL (
    SELECT c.scheduled_at
      FROM checks c
     WHERE c.monitor_key = s.monitor_key AND c.scheduled_at >= s.from_at AND c.scheduled_at < s.until_at
       -- The same for all segments, so that partitions are left out when the query is planned.
       AND c.scheduled_at >= $8 AND c.scheduled_at < $9
       AND c.location_id = s.location_id AND c.status <> ${statusCodes.toCode.unknown}
       AND (c.scheduled_at = s.period_from_at
            OR c.scheduled_at = date_bin(s.interval_ms * interval '1 ms', c.scheduled_at,
                                         timestamptz 'epoch' + s.phase_ms * interval '1 ms'))
  ) stored ON true`;

const COUNT = `SELECT s.position::int, count(*)::int AS stored ${STORED} GROUP BY s.position`;
const LIST = `
  SELECT s.position::int, array_agg((extract(epoch FROM stored.scheduled_at) * 1000)::float8) AS slots ${STORED}
   GROUP BY s.position`;

function parametersOf(segments: readonly Segment[]): unknown[] {
  return [
    numberArray(segments.map((one) => one.monitorKey)),
    // No location has the number 0, so nothing is found for it.
    numberArray(segments.map((one) => one.locationId ?? 0)),
    timeArray(segments.map((one) => one.fromMs)),
    timeArray(segments.map((one) => one.untilMs)),
    timeArray(segments.map((one) => one.period.fromMs)),
    numberArray(segments.map((one) => one.period.intervalMs)),
    numberArray(segments.map((one) => one.period.phaseMs)),
    new Date(segments.reduce((min, one) => Math.min(min, one.fromMs), Infinity)),
    new Date(segments.reduce((max, one) => Math.max(max, one.untilMs), -Infinity)),
  ];
}

/** How many slots of each segment have a conclusive result. */
export async function countStored(manager: EntityManager, segments: readonly Segment[]): Promise<number[]> {
  if (segments.length === 0) return [];
  const rows = await manager.query<{ position: number; stored: number }[]>(COUNT, parametersOf(segments));
  const counts = segments.map(() => 0);
  for (const row of rows) counts[row.position - 1] = row.stored;
  return counts;
}

/** Which slots of each segment have a conclusive result. */
export async function listStored(manager: EntityManager, segments: readonly Segment[]): Promise<Set<number>[]> {
  if (segments.length === 0) return [];
  const rows = await manager.query<{ position: number; slots: number[] }[]>(LIST, parametersOf(segments));
  const slots = segments.map(() => new Set<number>());
  for (const row of rows) slots[row.position - 1] = new Set(row.slots);
  return slots;
}
