import { DAY_MS, HOUR_MS, type StatsPeriod } from '@wakeful/contracts';
import type { StatsSpan } from '@wakeful/domain';
import { oldestCheckDay, type Queryable, rollupProgress, rowsOf } from '@wakeful/persistence';

/** Up to where hours are summed up, and from when on single checks are kept. */
export interface ReadingLimits {
  readonly closedUntilMs: number;
  readonly rawFromMs: number;
}

export async function readingLimits(database: Queryable): Promise<ReadingLimits> {
  const [progress] = await rowsOf(database, rollupProgress);
  const oldest = await oldestCheckDay(database);
  return { closedUntilMs: progress?.closedUntil ?? 0, rawFromMs: oldest?.getTime() ?? Infinity };
}

const durationsMs: Readonly<Record<StatsPeriod, number>> = {
  '1h': HOUR_MS,
  '24h': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
  '90d': 90 * DAY_MS,
};

export const spanOf = (period: StatsPeriod, nowMs: number): StatsSpan => ({
  fromMs: nowMs - durationsMs[period],
  toMs: nowMs,
});

/** As many as a chart can show. */
const MAX_BUCKETS = 400;
const wholeHours = [1, 3, 6, 12, 24].map((hours) => hours * HOUR_MS);
/** Each divides the next, and the first of those above: the buckets of a part lie within those of the whole. */
const partsOfHours = [10, 30, 60, 300].map((seconds) => seconds * 1_000);
/** Of a longer range there can be too many single checks to read; a day from its first whole hour is no longer. */
const MAX_FINE_MS = DAY_MS + HOUR_MS;

/**
 * The length of the shortest buckets of which a range has few enough.
 * @param isKept whether all single checks of the range are there: without them there are whole hours only
 */
export function bucketLengthMs({ fromMs, toMs }: StatsSpan, isKept: boolean): number {
  const rangeMs = toMs - fromMs;
  const lengths = isKept && rangeMs <= MAX_FINE_MS ? partsOfHours : wholeHours;
  return lengths.find((lengthMs) => rangeMs / lengthMs <= MAX_BUCKETS) ?? DAY_MS;
}

/** Where the checks of a span are read from: whole hours from what was summed up, the rest one by one. */
export interface ReadingPlan {
  readonly hours: StatsSpan | null;
  readonly raw: readonly StatsSpan[];
}

/**
 * @param closedUntilMs up to where hours are summed up
 * @param rawFromMs from when on single checks are kept; what was before the first whole hour is left out without them
 */
export function planReading(span: StatsSpan, closedUntilMs: number, rawFromMs: number): ReadingPlan {
  const firstHourMs = Math.ceil(span.fromMs / HOUR_MS) * HOUR_MS;
  const lastHourMs = Math.min(closedUntilMs, Math.floor(span.toMs / HOUR_MS) * HOUR_MS);
  if (lastHourMs <= firstHourMs)
    return { hours: null, raw: [{ fromMs: Math.max(span.fromMs, rawFromMs), toMs: span.toMs }] };
  const edges = [
    { fromMs: span.fromMs, toMs: firstHourMs },
    { fromMs: lastHourMs, toMs: span.toMs },
  ];
  return {
    hours: { fromMs: firstHourMs, toMs: lastHourMs },
    raw: edges.filter((edge) => edge.fromMs >= rawFromMs && edge.fromMs < edge.toMs),
  };
}
