/** A time interval [fromMs, untilMs), in epoch milliseconds. */
export interface Interval {
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * Intervals in order that neither overlap nor touch. Everything below takes and gives such sets but {@link unionOf}.
 */
export type IntervalSet = readonly Interval[];

/** The set of all times that are in any of the intervals, which may come in any order and overlap. */
export function unionOf(intervals: readonly Interval[]): IntervalSet {
  const inOrder = intervals.filter((one) => one.fromMs < one.untilMs).sort((a, b) => a.fromMs - b.fromMs);
  const union: Interval[] = [];
  for (const next of inOrder) {
    const last = union.at(-1);
    if (!last || next.fromMs > last.untilMs) union.push(next);
    else if (next.untilMs > last.untilMs) union[union.length - 1] = { fromMs: last.fromMs, untilMs: next.untilMs };
  }
  return union;
}

/** The times that are in both sets. */
export function intersect(a: IntervalSet, b: IntervalSet): IntervalSet {
  const both: Interval[] = [];
  let [i, j] = [0, 0];
  for (let one = a[i], other = b[j]; one && other; one = a[i], other = b[j]) {
    const fromMs = Math.max(one.fromMs, other.fromMs);
    const untilMs = Math.min(one.untilMs, other.untilMs);
    if (fromMs < untilMs) both.push({ fromMs, untilMs });
    if (one.untilMs < other.untilMs) i++;
    else j++;
  }
  return both;
}

/** The times of the first set that are not in the second. */
export function subtract(from: IntervalSet, what: IntervalSet): IntervalSet {
  const rest: Interval[] = [];
  let next = 0;
  for (const { fromMs, untilMs } of from) {
    let at = fromMs;
    while ((what[next]?.untilMs ?? Infinity) <= at) next++;
    for (let i = next, hole = what[i]; hole && hole.fromMs < untilMs; hole = what[++i]) {
      if (hole.fromMs > at) rest.push({ fromMs: at, untilMs: hole.fromMs });
      at = Math.max(at, hole.untilMs);
    }
    if (at < untilMs) rest.push({ fromMs: at, untilMs });
  }
  return rest;
}

export const totalMs = (set: IntervalSet): number => set.reduce((sum, one) => sum + one.untilMs - one.fromMs, 0);
