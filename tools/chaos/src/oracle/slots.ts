import type { Evidence, InflictedFault, Period } from './evidence.js';
import { TRIGGER_SCHEDULE } from './evidence.js';
import { clock, type Verdict } from './verdict.js';

/** A slot was under way when it was due this long before a fault … */
const REACH_BEFORE_MS = 15_000;
/** … and within this long after one everything works again. */
export const BACK_WITHIN_MS = 30_000;

/** Every slot of a stretch of time in which a monitor was scheduled in one way: its begin, and the times on its grid. */
function slotsOf({ fromMs, untilMs, intervalMs, phaseMs }: Period, endMs: number): number[] {
  const lastMs = Math.min(untilMs ?? Infinity, endMs);
  const slots = fromMs < lastMs ? [fromMs] : [];
  for (let n = Math.floor((fromMs - phaseMs) / intervalMs); n * intervalMs + phaseMs < lastMs; n++) {
    const slotMs = n * intervalMs + phaseMs;
    if (slotMs > fromMs) slots.push(slotMs);
  }
  return slots;
}

export const isNear = (faults: readonly InflictedFault[], atMs: number): boolean =>
  faults.some(({ fromMs, untilMs }) => atMs >= fromMs - REACH_BEFORE_MS && atMs <= untilMs + BACK_WITHIN_MS);

export interface ExpectedSlot {
  readonly monitorId: string;
  readonly slotMs: number;
}

const keyOf = ({ monitorId, slotMs }: ExpectedSlot): string => `${monitorId} ${slotMs}`;

/** By the periods that the database has; that they are right, {@link judgePeriods} finds out. */
export function expectedSlots({
  final,
  quietFromMs,
}: Pick<Evidence, 'final' | 'quietFromMs'>): Map<string, ExpectedSlot> {
  const expected = new Map<string, ExpectedSlot>();
  for (const period of final.periods) {
    for (const slotMs of slotsOf(period, quietFromMs)) {
      const slot = { monitorId: period.monitorId, slotMs };
      expected.set(keyOf(slot), slot);
    }
  }
  return expected;
}

/** Each slot has one result, or lies in one gap, and in nothing else. */
export function judgeSlots(evidence: Evidence): Verdict[] {
  const { final, faults, isSettled, monitors } = evidence;
  const expected = expectedSlots(evidence);
  const results = new Map<string, number>();
  const notScheduled: string[] = [];
  const pageOf = (id: string): string => monitors.find((one) => one.id === id)?.page ?? id;
  for (const check of final.checks) {
    if (check.trigger !== TRIGGER_SCHEDULE) continue;
    const key = keyOf(check);
    if (!expected.has(key) && check.slotMs < evidence.quietFromMs)
      notScheduled.push(
        `${pageOf(check.monitorId)} has a result of ${clock(check.slotMs)}, when nothing was scheduled.`,
      );
    if (check.status !== 'unknown') results.set(key, (results.get(key) ?? 0) + 1);
  }
  const breaches: string[] = [];
  const unexplained: string[] = [];
  const counts = { stored: 0, inGap: 0, open: 0 };
  for (const [key, { monitorId, slotMs }] of expected) {
    const stored = results.get(key) ?? 0;
    const inGaps = final.gaps.filter(
      (gap) => gap.monitorId === monitorId && slotMs >= gap.fromMs && slotMs < gap.untilMs,
    ).length;
    const slot = `${pageOf(monitorId)} ${clock(slotMs)}`;
    if (stored + inGaps > 1) breaches.push(`${slot} has ${stored} results and lies in ${inGaps} gaps.`);
    if (stored + inGaps === 0 && isSettled) breaches.push(`${slot} has no result and lies in no gap.`);
    if (stored > 0) counts.stored++;
    else if (inGaps > 0) counts.inGap++;
    else counts.open++;
    if (stored === 0 && !isNear(faults, slotMs)) unexplained.push(`${slot} has no result, and nothing was wrong then.`);
  }
  const note = `${counts.stored} results, ${counts.inGap} in gaps${isSettled ? '' : `, ${counts.open} not settled yet`}`;
  return [
    { promise: 'Every slot has one result or lies in one gap', checked: expected.size, breaches, note },
    { promise: 'No result without a slot', checked: results.size, breaches: notScheduled },
    { promise: 'Nothing is missing when nothing is wrong', checked: expected.size, breaches: unexplained },
  ];
}

/** Who was not handled by anyone was scheduled all the time in one way. */
export function judgePeriods({ final, monitors }: Evidence): Verdict {
  const untouched = monitors.filter(({ role }) => role !== 'handled');
  const breaches = untouched.flatMap(({ id, page, intervalMs }) => {
    const periods = final.periods.filter(({ monitorId }) => monitorId === id);
    const isOne = periods.length === 1 && periods[0]?.intervalMs === intervalMs;
    return isOne ? [] : [`${page} has ${periods.length} periods, though no one changed it.`];
  });
  return { promise: 'The schedule is as it was asked for', checked: untouched.length, breaches };
}
