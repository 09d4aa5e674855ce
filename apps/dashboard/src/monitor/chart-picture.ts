import type { Schemas } from '../api/client.js';
import { latencyText } from '../time/durations.js';
import { pointsWithin } from './bucket-points.js';
import { type Point, pointsOf, shadesOf, type Span, type Stack, stackOf, summaryOf } from './chart-series.js';
import { type Range, ranges, type ResponseSeries } from './use-response-series.js';

const MAX_POINTS = 288;

export interface Picture {
  readonly points: readonly Point[];
  readonly stack: Stack;
  readonly shades: readonly Span[];
  /** What stands for several checks. */
  readonly average: 'median' | 'mean';
  /** How many answers there were, and how fast, as a part of a sentence. */
  readonly speed: string;
}

/**
 * What the chart of a range shows.
 * @param finer shorter buckets of the part that is zoomed into
 */
export function pictureOf(series: ResponseSeries, finer?: Schemas['ResponseTimes']): Picture {
  const { span, windows } = series;
  const points =
    series.read === 'checks' ? pointsOf(series.checks, span, MAX_POINTS) : pointsWithin(series.times, finer);
  return {
    points,
    stack: stackOf(points, span),
    shades: shadesOf(windows, span),
    average: series.read === 'checks' ? 'median' : 'mean',
    speed: series.read === 'checks' ? speedOfChecks(series.checks) : speedOfBuckets(series.times),
  };
}

const speedText = (count: number, { p50Ms, p95Ms }: { p50Ms: number; p95Ms: number }): string =>
  `half of ${count.toLocaleString()} answers came within ${latencyText(p50Ms)}, 95 % within ${latencyText(p95Ms)}`;

function speedOfChecks(checks: Extract<ResponseSeries, { read: 'checks' }>['checks']): string {
  const { count, maxMs, ...percentiles } = summaryOf(checks);
  return count === 0 ? 'no answer' : `${speedText(count, percentiles)}, the slowest took ${latencyText(maxMs)}`;
}

function speedOfBuckets({ measured, latency }: Extract<ResponseSeries, { read: 'buckets' }>['times']): string {
  if (!latency) return 'no check that was up or degraded';
  return `${speedText(measured, latency)}, 99 % within ${latencyText(latency.p99Ms)}`;
}

/** The picture in a sentence, for who does not see it. */
export function captionOf({ speed, shades }: Picture, range: Range): string {
  const outages = shades.length === 0 ? 'no outage' : shades.length === 1 ? '1 outage' : `${shades.length} outages`;
  return `Response time in ${ranges[range].text}: ${speed}; ${outages}.`;
}
