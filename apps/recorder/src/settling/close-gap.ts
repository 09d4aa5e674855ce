import { countSlotsWithin, type LocatedPeriod } from '@wakeful/domain';
import { changesOf, deleteGaps, gapsAround, insertGaps, loadPeriods, rowsOf } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import { type Gap, isSlot, slotEndMs } from './expected-slots.js';

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

/** The gaps in which the late results lie, each with their slots. */
async function gapsToClose(manager: EntityManager, results: readonly LateResult[]): Promise<GapToClose[]> {
  const found = new Map<string, GapToClose>();
  for (const { slotMs, settledUntilMs, ...gap } of await rowsOf(manager, gapsAround, { results })) {
    const key = `${gap.monitorId} ${gap.location} ${gap.fromMs}`;
    const one = found.get(key) ?? { gap, slots: new Set<number>(), settledUntilMs };
    found.set(key, one);
    one.slots.add(slotMs);
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
  const toClose = await gapsToClose(manager, lateResults);
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
  if (before.length > 0) await changesOf(manager, deleteGaps, { gone: before });
  if (after.length > 0) await changesOf(manager, insertGaps, { added: after });
}
