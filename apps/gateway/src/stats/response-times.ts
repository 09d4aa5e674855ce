import { responseTimesRange, type ResponseTimes, type ResponseTimesQuery } from '@wakeful/contracts';
import { LatencyHistogram, type PhaseHistograms, type StatsSpan } from '@wakeful/domain';
import { anyRollup, monitorKeyById, type Queryable, rowsOf } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { MonitorNotFoundError } from '../monitors/monitors.errors.js';
import { type BucketOfChecks, bucketsOfChecks, everyPhase } from './buckets-of-checks.js';
import { latencyStatsOf, milliseconds } from './latency-stats.js';
import { type ReadingLimits, readingLimits } from './reading-limits.js';
import { bucketLengthMs } from './stats-span.js';

const MS_PER_SECOND = 1000;

const iso = (ms: number): string => new Date(ms).toISOString();

/** The mean of each phase over all checks that were measured, so that the phases add up to the mean of the total. */
function phaseMeansOf({ series }: PhaseHistograms): ResponseTimes['items'][number]['phases'] {
  const { count } = series.total;
  if (count === 0) return null;
  const meanMs = ({ sumUs }: LatencyHistogram): number => milliseconds(sumUs / count);
  return {
    dnsMs: meanMs(series.dns),
    connectMs: meanMs(series.connect),
    tlsMs: meanMs(series.tls),
    ttfbMs: meanMs(series.ttfb),
    transferMs: meanMs(series.transfer),
  };
}

function itemOf({ atMs, up, degraded, down, unknown, latency }: BucketOfChecks<PhaseHistograms>) {
  return {
    at: iso(atMs),
    checks: up + degraded + down + unknown,
    failed: down,
    measured: latency.series.total.count,
    latency: latencyStatsOf(latency.series.total),
    phases: phaseMeansOf(latency),
  };
}

/** Whether every check of a range is still there by itself, and not only summed up. */
async function isKept(
  database: Queryable,
  { rawFromMs }: ReadingLimits,
  monitorKey: number,
  { fromMs, toMs }: StatsSpan,
): Promise<boolean> {
  if (fromMs >= rawFromMs) return true;
  const summedUp = await rowsOf(database, anyRollup, { monitorKey, from: fromMs, to: Math.min(rawFromMs, toMs) });
  return summedUp.length === 0;
}

/**
 * How fast a monitor answered, in as many buckets as a chart can show.
 * @throws MonitorNotFoundError
 */
export async function readResponseTimes(
  { database }: ReadContext,
  monitorId: string,
  query: ResponseTimesQuery,
  nowMs = Date.now(),
): Promise<ResponseTimes> {
  const [monitor] = await rowsOf(database, monitorKeyById, { id: monitorId });
  if (!monitor) throw new MonitorNotFoundError(monitorId);
  const { fromMs, toMs } = responseTimesRange(query, nowMs);
  // Of a monitor that was made an hour ago each check is seen, in a long range too.
  const watched = { fromMs: Math.max(fromMs, Math.min(monitor.createdAt, toMs)), toMs };
  const limits = await readingLimits(database);
  const bucketMs = bucketLengthMs(watched, await isKept(database, limits, monitor.key, watched));
  const span = { fromMs: Math.floor(fromMs / bucketMs) * bucketMs, toMs };
  const buckets = await bucketsOfChecks(database, limits, [monitor.key], span, bucketMs, everyPhase);
  const items = buckets.map(itemOf).filter(({ checks }) => checks > 0);
  const total = new LatencyHistogram();
  for (const { latency } of buckets) total.merge(latency.series.total);
  return {
    from: iso(span.fromMs),
    to: iso(span.toMs),
    bucketSeconds: bucketMs / MS_PER_SECOND,
    checks: items.reduce((sum, { checks }) => sum + checks, 0),
    failed: items.reduce((sum, { failed }) => sum + failed, 0),
    measured: total.count,
    latency: latencyStatsOf(total),
    items,
  };
}
