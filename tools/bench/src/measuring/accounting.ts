/** How often a monitor was probed according to the target, and how often according to the database. */
export interface MonitorCounts {
  readonly probed: number;
  readonly stored: number;
  /** Of those stored: the ones to which a status came back, which the target must have seen. */
  readonly answered: number;
}

export interface Slots {
  readonly expected: number;
  readonly stored: number;
  /** Slots of explicit gaps; null when their settling was not waited for. */
  readonly inGaps: number | null;
  /** Slots that the services themselves counted as left out: skipped, refused by a full queue, or too old. */
  readonly leftOut: number;
}

export interface Accounting {
  readonly probed: number;
  readonly stored: number;
  /** Results that came twice and were dropped: the target saw two requests for one slot. */
  readonly repeated: number;
  /** Requests that the target answered and that are in no row. Must be 0. */
  readonly lost: number;
  /** Rows with an answer that the target did not give. Must be 0. */
  readonly invented: number;
  readonly slots: Slots;
  /** Slots that are neither stored nor explained by a gap, or are both. Must be 0. */
  readonly unaccounted: number;
}

/** Compares what the target saw with what is stored, monitor by monitor, so that no two mistakes cancel each other. */
export function account(monitors: readonly MonitorCounts[], repeated: number, slots: Slots): Accounting {
  const sum = (pick: (one: MonitorCounts) => number): number => monitors.reduce((total, one) => total + pick(one), 0);
  const moreProbed = sum(({ probed, stored }) => Math.max(0, probed - stored));
  const explained = slots.inGaps ?? slots.leftOut;
  return {
    probed: sum((one) => one.probed),
    stored: sum((one) => one.stored),
    repeated,
    lost: Math.max(0, moreProbed - repeated),
    invented: sum(({ probed, answered }) => Math.max(0, answered - probed)),
    slots,
    unaccounted: Math.abs(slots.expected - slots.stored - explained),
  };
}

/** One second of the schedule. */
export interface SecondOfSlots {
  readonly atMs: number;
  readonly expected: number;
  readonly stored: number;
  readonly lagP99Ms: number;
}

/**
 * How long after a moment everything was normal again and stayed so: every slot stored, and on time. null: not within
 * the seconds given.
 */
export function recoverySeconds(seconds: readonly SecondOfSlots[], sinceMs: number, maxLagMs: number): number | null {
  const isNormal = (one: SecondOfSlots): boolean => one.stored >= one.expected && one.lagP99Ms < maxLagMs;
  const after = seconds.filter((one) => one.atMs >= sinceMs).toSorted((a, b) => a.atMs - b.atMs);
  const lastBad = after.findLastIndex((one) => !isNormal(one));
  const firstGood = after[lastBad + 1];
  return firstGood ? Math.max(0, firstGood.atMs - sinceMs) / 1000 : null;
}
