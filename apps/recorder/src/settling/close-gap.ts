import { countSlotsWithin, type LocatedPeriod } from '@wakeful/domain';
import { loadPeriods, timeArray } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import { isSlot, slotEndMs } from './expected-slots.js';
import { type Gap, replaceGaps } from './gaps.js';

/** A conclusive result that was stored just now although its slot was settled already. */
export interface LateResult {
  readonly monitorId: string;
  readonly location: string;
  readonly slotMs: number;
}

interface GapToClose {
  readonly gap: Gap;
  /** Slots from here on are not settled, even if they lie in the gap's time because the schedule changed. */
  readonly settledUntilMs: number;
  readonly slots: Set<number>;
}

interface Row {
  monitor_id: string;
  location: string;
  from_at: Date;
  until_at: Date;
  slots: number;
  slot_ms: number;
  settled_ms: number;
}

/** The gaps in which the late results lie, each with their slots. */
async function gapsAround(manager: EntityManager, results: readonly LateResult[]): Promise<GapToClose[]> {
  const rows = await manager.query<Row[]>(
    `SELECT g.*, (extract(epoch FROM r.slot) * 1000)::float8 AS slot_ms,
            (extract(epoch FROM s.settled_until) * 1000)::float8 AS settled_ms
       FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS r (monitor_id, location, slot)
       JOIN LATERAL (
         SELECT * FROM gaps
          WHERE gaps.monitor_id = r.monitor_id AND gaps.location = r.location AND gaps.from_at <= r.slot
          ORDER BY gaps.from_at DESC LIMIT 1
       ) g ON g.until_at > r.slot
       JOIN monitor_state s ON s.monitor_id = r.monitor_id`,
    [
      results.map((one) => one.monitorId),
      results.map((one) => one.location),
      timeArray(results.map((one) => one.slotMs)),
    ],
  );
  const found = new Map<string, GapToClose>();
  for (const row of rows) {
    const { monitor_id: monitorId, location, slots } = row;
    const gap: Gap = { monitorId, location, slots, fromMs: row.from_at.getTime(), untilMs: row.until_at.getTime() };
    const key = `${monitorId} ${location} ${gap.fromMs}`;
    const one = found.get(key) ?? { gap, slots: new Set<number>(), settledUntilMs: row.settled_ms };
    found.set(key, one);
    one.slots.add(row.slot_ms);
  }
  return [...found.values()];
}

/** What is left of a gap without the slots that have a result now; null when none of them was expected. */
function restOf({ gap, slots, settledUntilMs }: GapToClose, periods: readonly LocatedPeriod[]): Gap[] | null {
  const ofLocation = periods.filter((period) => period.locations.includes(gap.location));
  const rest: Gap[] = [];
  let atMs = gap.fromMs;
  let isChanged = false;
  const keep = (untilMs: number): void => {
    const endMs = Math.min(untilMs, settledUntilMs);
    const left = ofLocation.reduce((sum, period) => sum + countSlotsWithin(period, atMs, endMs), 0);
    if (left > 0) rest.push({ ...gap, fromMs: atMs, untilMs, slots: left });
  };
  for (const slotMs of [...slots].sort((a, b) => a - b)) {
    const period = ofLocation.find((one) => isSlot(one, slotMs));
    if (!period) continue;
    keep(slotMs);
    atMs = slotEndMs(period, slotMs);
    isChanged = true;
  }
  keep(gap.untilMs);
  return isChanged ? rest : null;
}

/**
 * Takes late results out of the gaps that were written for their slots: a gap becomes shorter, falls in two, or goes.
 * To be called in the transaction that inserted the results, after `monitor_state` of their monitors was locked; only
 * for rows that were inserted, as a slot whose stored result is `unknown` stays a gap. Re-checks do no harm.
 */
export async function removeFromGaps(manager: EntityManager, lateResults: readonly LateResult[]): Promise<void> {
  if (lateResults.length === 0) return;
  const toClose = await gapsAround(manager, lateResults);
  if (toClose.length === 0) return;
  const periods = await loadPeriods(
    manager,
    [...new Set(toClose.map(({ gap }) => gap.monitorId))],
    Math.min(...toClose.map(({ gap }) => gap.fromMs)),
    Math.max(...toClose.map(({ gap }) => gap.untilMs)),
  );
  const before: Gap[] = [];
  const after: Gap[] = [];
  for (const one of toClose) {
    const rest = restOf(one, periods.get(one.gap.monitorId) ?? []);
    if (!rest) continue;
    before.push(one.gap);
    after.push(...rest);
  }
  if (before.length > 0) await replaceGaps(manager, before, after);
}
