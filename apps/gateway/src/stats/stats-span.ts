import type { StatsWindow } from '@wakeful/contracts';
import type { StatsSpan } from '@wakeful/domain';

export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const durationsMs: Readonly<Record<StatsWindow, number>> = {
  '1h': HOUR_MS,
  '24h': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
  '90d': 90 * DAY_MS,
};

export const spanOf = (window: StatsWindow, nowMs: number): StatsSpan => ({
  fromMs: nowMs - durationsMs[window],
  toMs: nowMs,
});

/** As many as a chart can show. */
const MAX_BUCKETS = 400;
const bucketsHours = [1, 3, 6, 12, 24];

/** The shortest buckets that make a range few enough, and the span of whole buckets that holds it. */
export function bucketedSpan({ fromMs, toMs }: StatsSpan): { span: StatsSpan; bucketMs: number } {
  const hours = bucketsHours.find((one) => (toMs - fromMs) / (one * HOUR_MS) <= MAX_BUCKETS) ?? 24;
  const bucketMs = hours * HOUR_MS;
  return { span: { fromMs: Math.floor(fromMs / bucketMs) * bucketMs, toMs }, bucketMs };
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
