import { countSlotsWithin, type LocatedPeriod } from '@wakeful/domain';
import {
  allLocations,
  appendGaps,
  changesOf,
  countStoredSlots,
  databaseNowMs,
  endGapsAt,
  listStoredSlots,
  loadPeriods,
  lockUnsettled,
  type RowsOf,
  rowsOf,
  saveSettled,
  type SegmentsToRead,
  type Statement,
} from '@wakeful/persistence';
import { periodicJob } from '@wakeful/platform';
import { Counter } from 'prom-client';
import { DataSource, type EntityManager } from 'typeorm';
import { type Gap, mergeRuns, type MissingRun, missingRuns } from './expected-slots.js';

const SETTLE_BATCH_SIZE = 1000;

/** A monitor with the stretch of its time that is settled now. */
type Unsettled = RowsOf<typeof lockUnsettled>[number];

/** A stretch of one period as seen from one location: what is compared with what was stored. */
interface Segment {
  readonly monitorKey: number;
  /** null: no check ever came from there. */
  readonly locationId: number | null;
  readonly period: LocatedPeriod;
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface SettledBatch {
  monitors: number;
  missedSlots: number;
}

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
    const unsettled = await rowsOf(manager, lockUnsettled, { now: nowMs, limit: batchSize });
    if (unsettled.length === 0) return { monitors: 0, missedSlots: 0 };
    const periods = await loadPeriods(
      manager,
      unsettled.map((one) => one.monitorId),
      Math.min(...unsettled.map((one) => one.fromMs)),
      Math.max(...unsettled.map((one) => one.untilMs)),
    );
    // In this order: once later gaps are there, one that reaches too far cannot be distinguished from a correct one.
    const boundaries = boundariesOf(unsettled, periods);
    if (boundaries.length > 0) await changesOf(manager, endGapsAt, { boundaries });
    const gaps = await findGaps(manager, unsettled, periods);
    if (gaps.length > 0) await changesOf(manager, appendGaps, { added: gaps });
    await changesOf(manager, saveSettled, { settled: unsettled });
    return { monitors: unsettled.length, missedSlots: gaps.reduce((sum, gap) => sum + gap.slots, 0) };
  });
}

/**
 * Where the schedule changed or ended within the stretch that is settled now. A slot of a long interval is settled before
 * its time is over; when the schedule changes in that time, the slots after the change speak for themselves.
 */
function boundariesOf(
  unsettled: readonly Unsettled[],
  periods: ReadonlyMap<string, readonly LocatedPeriod[]>,
): { monitorId: string; atMs: number }[] {
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
  const locations = await rowsOf(manager, allLocations);
  const locationIds = new Map(locations.map(({ id, name }) => [name, id]));
  const expected = unsettled.flatMap((one) => expectedOf(one, periods.get(one.monitorId) ?? [], locationIds));
  const segments = expected.map((one) => one.segment);
  const counts = await readStored(manager, countStoredSlots, segments);
  const incomplete = expected
    .map((one, index) => ({ ...one, stored: counts.get(index)?.stored ?? 0 }))
    .filter((one) => one.stored < one.slots);
  const partial = incomplete.filter((one) => one.stored > 0);
  const lists = await readStored(
    manager,
    listStoredSlots,
    partial.map((one) => one.segment),
  );
  const storedSlots = new Map(partial.map((one, index) => [one.segment, new Set(lists.get(index)?.slots)]));

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

/** What is stored of segments, by their index; nothing for one of which nothing is. */
async function readStored<Row extends { position: number }>(
  manager: EntityManager,
  statement: Statement<Row, SegmentsToRead>,
  segments: readonly Segment[],
): Promise<Map<number, Row>> {
  if (segments.length === 0) return new Map();
  const rows = await rowsOf(manager, statement, {
    segments: segments.map(({ period, ...segment }) => ({
      ...segment,
      ...period,
      ...segment,
      periodFromMs: period.fromMs,
    })),
    from: Math.min(...segments.map((one) => one.fromMs)),
    until: Math.max(...segments.map((one) => one.untilMs)),
  });
  return new Map(rows.map((row) => [row.position - 1, row]));
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

const missedSlots = new Counter({
  name: 'wakeful_missed_slots_total',
  help: 'Slots that ended without a conclusive result and became part of a gap.',
});

/** Settles batch after batch until nothing is behind. */
export const settlingJob = periodicJob({
  name: 'settling of gaps',
  intervalMs: 5_000,
  needs: [DataSource],
  run: async ({ signal }, dataSource) => {
    while (!signal.aborted) {
      // By a clock that is ahead, slots that are not due yet would become gaps.
      const batch = await settleGaps(dataSource, await databaseNowMs(dataSource));
      missedSlots.inc(batch.missedSlots);
      if (batch.monitors === 0) return;
    }
  },
});
