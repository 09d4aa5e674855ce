import { countSlotsWithin, MAX_WAIT_MS, STORE_ALLOWANCE_MS, type LocatedPeriod } from '@wakeful/domain';
import { loadPeriods, timeArray } from '@wakeful/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import { mergeRuns, type MissingRun, missingRuns } from './expected-slots.js';
import { appendGaps, type Boundary, endGapsAt, type Gap } from './gaps.js';
import { countStored, listStored, type Segment } from './stored-slots.js';

/** A monitor is settled about once a minute, not at every slot, as that is one more write of its row. */
const MIN_STEP_MS = 60_000;
/** After a standstill the time is made up in steps, so that a transaction stays small. */
const MAX_STEP_MS = 3_600_000;
const SETTLE_BATCH_SIZE = 1000;

/** A monitor with the stretch of its time that is settled now. */
interface Unsettled {
  monitorId: string;
  monitorKey: number;
  fromMs: number;
  untilMs: number;
}

export interface SettledBatch {
  monitors: number;
  missedSlots: number;
}

const LOCK_UNSETTLED = `
  SELECT s.monitor_id AS "monitorId", m.key AS "monitorKey", settled.ms AS "fromMs",
         least(settled.ms + ${MAX_STEP_MS}, $1::float8 - lag.ms) AS "untilMs"
    FROM monitor_state s
    JOIN monitors m ON m.id = s.monitor_id
   CROSS JOIN LATERAL (SELECT floor(extract(epoch FROM s.settled_until) * 1000)::float8 AS ms) settled
   CROSS JOIN LATERAL (
     SELECT (least(m.interval_seconds::bigint * 1000, ${MAX_WAIT_MS}) + m.timeout_ms + ${STORE_ALLOWANCE_MS})::float8 AS ms
   ) lag
   WHERE s.settled_until < $2 AND settled.ms < $1::float8 - lag.ms - ${MIN_STEP_MS}
   ORDER BY s.settled_until
   LIMIT $3
     FOR UPDATE OF s SKIP LOCKED`;

/**
 * Settles up to a batch of monitors: every slot that is due for long enough and has no conclusive result becomes part of
 * a gap. The rows of `monitor_state` are locked, as by the transaction that stores results, so that a result is either
 * seen here or finds its slot settled there. Any number of recorders may do this at once.
 */
export async function settleGaps(
  dataSource: DataSource,
  nowMs: number,
  batchSize = SETTLE_BATCH_SIZE,
): Promise<SettledBatch> {
  return dataSource.transaction(async (manager) => {
    const unsettled = await manager.query<Unsettled[]>(LOCK_UNSETTLED, [
      nowMs,
      new Date(nowMs - STORE_ALLOWANCE_MS - MIN_STEP_MS),
      batchSize,
    ]);
    if (unsettled.length === 0) return { monitors: 0, missedSlots: 0 };
    const periods = await loadPeriods(
      manager,
      unsettled.map((one) => one.monitorId),
      Math.min(...unsettled.map((one) => one.fromMs)),
      Math.max(...unsettled.map((one) => one.untilMs)),
    );
    // In this order: once later gaps are there, one that reaches too far cannot be distinguished from a correct one.
    await endGapsAt(manager, boundariesOf(unsettled, periods));
    const gaps = await findGaps(manager, unsettled, periods);
    await appendGaps(manager, gaps);
    await manager.query(
      `UPDATE monitor_state s SET settled_until = n.settled_until
         FROM unnest($1::uuid[], $2::timestamptz[]) AS n (monitor_id, settled_until) WHERE s.monitor_id = n.monitor_id`,
      [unsettled.map((one) => one.monitorId), timeArray(unsettled.map((one) => one.untilMs))],
    );
    return { monitors: unsettled.length, missedSlots: gaps.reduce((sum, gap) => sum + gap.slots, 0) };
  });
}

/** Where the schedule changed or ended within the stretch that is settled now. */
function boundariesOf(
  unsettled: readonly Unsettled[],
  periods: ReadonlyMap<string, readonly LocatedPeriod[]>,
): Boundary[] {
  return unsettled.flatMap(({ monitorId, fromMs, untilMs }) =>
    (periods.get(monitorId) ?? [])
      .filter((period) => period.untilMs !== null && period.untilMs >= fromMs && period.untilMs < untilMs)
      .map((period) => ({ monitorId, atMs: period.untilMs ?? 0 })),
  );
}

interface Expected {
  monitorId: string;
  location: string;
  segment: Segment;
  slots: number;
}

async function findGaps(
  manager: EntityManager,
  unsettled: readonly Unsettled[],
  periods: ReadonlyMap<string, readonly LocatedPeriod[]>,
): Promise<Gap[]> {
  const locations = await manager.query<{ id: number; name: string }[]>('SELECT id, name FROM locations');
  const locationIds = new Map(locations.map(({ id, name }) => [name, id]));
  const expected = unsettled.flatMap((one) => expectedOf(one, periods.get(one.monitorId) ?? [], locationIds));
  const counts = await countStored(
    manager,
    expected.map((one) => one.segment),
  );
  const incomplete = expected
    .map((one, index) => ({ ...one, stored: counts[index] ?? 0 }))
    .filter((one) => one.stored < one.slots);
  const partial = incomplete.filter((one) => one.stored > 0);
  const lists = await listStored(
    manager,
    partial.map((one) => one.segment),
  );
  const storedSlots = new Map(partial.map((one, index) => [one.segment, lists[index]]));

  const runs = new Map<string, { monitorId: string; location: string; runs: MissingRun[] }>();
  for (const { monitorId, location, segment } of incomplete) {
    const key = `${monitorId} ${location}`;
    const ofLocation = runs.get(key) ?? { monitorId, location, runs: [] };
    runs.set(key, ofLocation);
    const stored = storedSlots.get(segment) ?? new Set();
    ofLocation.runs.push(...missingRuns(segment.period, segment.fromMs, segment.untilMs, stored));
  }
  return [...runs.values()].flatMap(({ monitorId, location, runs: all }) =>
    mergeRuns(all).map((run) => ({ monitorId, location, ...run })),
  );
}

/** What was expected of a monitor in its stretch, by period and location. */
function expectedOf(
  { monitorKey, monitorId, fromMs, untilMs }: Unsettled,
  periods: readonly LocatedPeriod[],
  locationIds: ReadonlyMap<string, number>,
): Expected[] {
  return periods.flatMap((period) => {
    const from = Math.max(fromMs, period.fromMs);
    const until = Math.min(untilMs, period.untilMs ?? Infinity);
    const slots = from < until ? countSlotsWithin(period, from, until) : 0;
    if (slots === 0) return [];
    return period.locations.map((location) => ({
      monitorId,
      location,
      slots,
      segment: { monitorKey, locationId: locationIds.get(location) ?? null, period, fromMs: from, untilMs: until },
    }));
  });
}
