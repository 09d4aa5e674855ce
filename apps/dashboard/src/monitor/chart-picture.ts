import type { Schemas } from '../api/client.js';
import { countText, latencyText } from '../time/durations.js';
import { pointsWithin } from './bucket-points.js';
import { type Point, pointsOf, shadesOf, type Span, type Stack, stackOf, summaryOf } from './chart-series.js';
import { type Range, ranges, type ResponseSeries } from './use-response-series.js';

const MAX_POINTS = 288;

export interface Picture {
  readonly points: readonly Point[];
  readonly stack: Stack;
  readonly shades: readonly Span[];
  /** How several checks are aggregated. */
  readonly average: 'median' | 'mean';
  /** The number of responses and their speed, as part of a sentence. */
  readonly speed: string;
}

/**
 * The content of the chart for a range.
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

const speedText = (count: number, { p50Ms, p95Ms }: { p50Ms: number; p95Ms: number | null }): string =>
  `${countText(count)} responses, median ${latencyText(p50Ms)}${p95Ms === null ? '' : `, p95 ${latencyText(p95Ms)}`}`;

function speedOfChecks(checks: Extract<ResponseSeries, { read: 'checks' }>['checks']): string {
  const { count, maxMs, ...percentiles } = summaryOf(checks);
  return count === 0 ? 'no responses' : `${speedText(count, percentiles)}, slowest ${latencyText(maxMs)}`;
}

function speedOfBuckets({ measured, latency }: Extract<ResponseSeries, { read: 'buckets' }>['times']): string {
  if (!latency) return 'no successful checks';
  return `${speedText(measured, latency)}, p99 ${latencyText(latency.p99Ms)}`;
}

/** The chart in a sentence, for screen readers. */
export function captionOf({ speed, shades }: Picture, range: Range): string {
  const outages =
    shades.length === 0 ? 'no incidents' : shades.length === 1 ? '1 incident' : `${shades.length} incidents`;
  return `Response time in ${ranges[range].text}: ${speed}; ${outages}.`;
}
