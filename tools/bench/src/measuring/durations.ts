/** Durations of something that was done several times, in milliseconds. */
export interface Durations {
  readonly count: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly worstMs: number;
}

/** The value that this share of all reaches at most: one of them, none in between. */
const rankedAt = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;

export function durationsOf(timesMs: readonly number[]): Durations {
  const sorted = timesMs.toSorted((a, b) => a - b);
  return {
    count: sorted.length,
    medianMs: rankedAt(sorted, 0.5),
    p99Ms: rankedAt(sorted, 0.99),
    worstMs: sorted.at(-1) ?? NaN,
  };
}
