import { countSlotsWithin, type SchedulePeriod, slotAfter, slotAtOrBefore, slotsWithin } from '@wakeful/domain';

/** Slots that follow each other without a result, and the time that is unknown for it. */
export interface MissingRun {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly slots: number;
}

/** Such slots of a monitor at one location: a row of `gaps`. */
export interface Gap extends MissingRun {
  readonly monitorId: string;
  readonly location: string;
}

/** Whether a check was expected at this very time. Re-checks in between are not slots. */
export function isSlot(period: SchedulePeriod, timeMs: number): boolean {
  if (timeMs < period.fromMs || timeMs >= (period.untilMs ?? Infinity)) return false;
  return timeMs === period.fromMs || slotAtOrBefore(period, timeMs) === timeMs;
}

/** Until when the result of a slot speaks: the next slot, or the end of the period. */
export const slotEndMs = (period: SchedulePeriod, slotMs: number): number =>
  Math.min(slotAfter(period, slotMs), period.untilMs ?? Infinity);

/** All slots of a period within [fromMs, untilMs) as one run, without listing them; null when there are none. */
function wholeRun(period: SchedulePeriod, fromMs: number, untilMs: number): MissingRun | null {
  const slots = countSlotsWithin(period, fromMs, untilMs);
  if (slots === 0) return null;
  const firstMs = fromMs <= period.fromMs ? period.fromMs : slotAfter(period, fromMs - 1);
  const lastMs = Math.max(firstMs, slotAtOrBefore(period, Math.min(untilMs, period.untilMs ?? Infinity) - 1));
  return { fromMs: firstMs, untilMs: slotEndMs(period, lastMs), slots };
}

/** The runs of slots of a period within [fromMs, untilMs) that have no result. */
export function missingRuns(
  period: SchedulePeriod,
  fromMs: number,
  untilMs: number,
  stored: ReadonlySet<number>,
): MissingRun[] {
  if (stored.size === 0) {
    const run = wholeRun(period, fromMs, untilMs);
    return run ? [run] : [];
  }
  const missing = slotsWithin(period, fromMs, untilMs).filter((slot) => !stored.has(slot));
  return mergeRuns(missing.map((slot) => ({ fromMs: slot, untilMs: slotEndMs(period, slot), slots: 1 })));
}

/** Makes one of runs, in order, that adjoin. */
export function mergeRuns(runs: readonly MissingRun[]): MissingRun[] {
  const merged: MissingRun[] = [];
  for (const run of runs) {
    const last = merged.at(-1);
    if (last?.untilMs !== run.fromMs) merged.push(run);
    else merged[merged.length - 1] = { fromMs: last.fromMs, untilMs: run.untilMs, slots: last.slots + run.slots };
  }
  return merged;
}
