import {
  HOUR_MS,
  type LatencyStats,
  type ResponseTimes,
  type ResponseTimesQuery,
  responseTimesRange,
} from '@wakeful/contracts';
import {
  LatencyHistogram,
  mergeEncodedTotals,
  type MonitorTimeline,
  PhaseHistograms,
  type StatsSpan,
} from '@wakeful/domain';
import {
  anyRollup,
  type CheckTotals,
  databaseNowMs,
  latenciesOfAllMonitors,
  monitorKeyById,
  type Queryable,
  rollupsOfMonitors,
  rollupTotalsOfMonitors,
  rowsOf,
  totalChecks,
  totalChecksByBucket,
} from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { MonitorNotFoundError } from '../monitors/monitors.errors.js';
import { bucketLengthMs, planReading, type ReadingLimits, readingLimits, type ReadingPlan } from './stats-span.js';

type CheckCounts = Omit<CheckTotals, 'latency'>;

const noChecks = (): CheckTotals => ({ up: 0, degraded: 0, down: 0, unknown: 0, latency: new PhaseHistograms() });

function addCounts(sum: CheckCounts, { up, degraded, down, unknown }: CheckCounts): void {
  sum.up += up;
  sum.degraded += degraded;
  sum.down += down;
  sum.unknown += unknown;
}

/** Sums up the checks of a monitor over a span. The number of checks read one by one does not grow with the span. */
export async function sumChecks(database: Queryable, monitorKey: number, span: StatsSpan): Promise<CheckTotals> {
  const { closedUntilMs, rawFromMs } = await readingLimits(database);
  const { hours, raw } = planReading(span, closedUntilMs, rawFromMs);
  const sum = noChecks();
  if (hours) {
    const within = { monitorKeys: [monitorKey], from: hours.fromMs, to: hours.toMs };
    const rows = await rowsOf(database, rollupsOfMonitors, within);
    for (const row of rows) {
      addCounts(sum, row);
      sum.latency.mergeEncoded(row.latency);
    }
  }
  for (const { fromMs, toMs } of raw) {
    const totals = (await totalChecks(database, [monitorKey], fromMs, toMs)).get(monitorKey);
    if (!totals) continue;
    addCounts(sum, totals);
    sum.latency.merge(totals.latency);
  }
  return sum;
}

const US_PER_MS = 1000;

/** Milliseconds with three decimals. */
const milliseconds = (us: number | null): number => Math.round(us ?? 0) / US_PER_MS;

/** null when no check was measured. */
export function latencyStatsOf(histogram: LatencyHistogram): LatencyStats | null {
  if (histogram.count === 0) return null;
  return {
    measured: histogram.count,
    meanMs: milliseconds(histogram.meanUs),
    p50Ms: milliseconds(histogram.quantileUs(0.5)),
    p95Ms: milliseconds(histogram.quantileUs(0.95)),
    p99Ms: milliseconds(histogram.quantileUs(0.99)),
  };
}

/** With more checks than this in the hours that are not summed up, only whole hours are read. */
const MAX_RAW_CHECKS = 200_000;
/** For many monitors over a long period only the newest hours are read, so that a response takes at most one second. */
const MAX_ROLLUPS = 500_000;

interface TotalLatencies {
  /** Of which checks the latencies are. */
  readonly span: StatsSpan;
  readonly byMonitorKey: ReadonlyMap<number, LatencyHistogram>;
}

function rawChecksOf(plan: ReadingPlan, timelines: readonly MonitorTimeline[]): number {
  const rawMs = plan.raw.reduce((sum, { fromMs, toMs }) => sum + Math.max(0, toMs - fromMs), 0);
  return timelines.reduce((sum, { intervalMs, locations }) => sum + (rawMs / intervalMs) * locations, 0);
}

/** Nothing but whole hours; of a period that has none, the last hour that is summed up. */
function hoursOnly({ hours }: ReadingPlan, closedUntilMs: number): ReadingPlan {
  return { hours: hours ?? { fromMs: closedUntilMs - HOUR_MS, toMs: closedUntilMs }, raw: [] };
}

/** How long the checks of all monitors took in total, without the phases. */
export async function totalLatencies(
  database: Queryable,
  timelines: readonly MonitorTimeline[],
  span: StatsSpan,
): Promise<TotalLatencies> {
  const { closedUntilMs, rawFromMs } = await readingLimits(database);
  const maxHours = Math.floor(MAX_ROLLUPS / Math.max(1, timelines.length));
  const newest = { fromMs: Math.max(span.fromMs, closedUntilMs - maxHours * HOUR_MS), toMs: span.toMs };
  const exact = planReading(newest, closedUntilMs, rawFromMs);
  const plan = rawChecksOf(exact, timelines) > MAX_RAW_CHECKS ? hoursOnly(exact, closedUntilMs) : exact;
  const byMonitorKey = plan.hours ? await readHours(database, plan.hours) : new Map<number, LatencyHistogram>();
  const keys = timelines.map((timeline) => timeline.monitorKey);
  for (const { fromMs, toMs } of plan.raw) {
    for (const [key, { latency }] of await totalChecks(database, keys, fromMs, toMs)) {
      const { total } = latency.series;
      const sum = byMonitorKey.get(key);
      if (sum) sum.merge(total);
      else byMonitorKey.set(key, total);
    }
  }
  const stretches = [...plan.raw, ...(plan.hours ? [plan.hours] : [])];
  const fromMs = Math.min(...stretches.map((one) => one.fromMs), span.toMs);
  const toMs = Math.max(...stretches.map((one) => one.toMs), fromMs);
  return { span: { fromMs, toMs }, byMonitorKey };
}

async function readHours(database: Queryable, { fromMs, toMs }: StatsSpan): Promise<Map<number, LatencyHistogram>> {
  const rows = await rowsOf(database, latenciesOfAllMonitors, { from: fromMs, to: toMs });
  return new Map(rows.map(({ monitorKey, totals }) => [monitorKey, mergeEncodedTotals(totals)]));
}

/** The checks of one monitor within one stretch of time. */
export interface BucketOfChecks<Latency> extends CheckCounts {
  readonly monitorKey: number;
  /** When it begins. */
  readonly atMs: number;
  readonly latency: Latency;
}

/** What is read of how long the checks took. */
interface Detail<Latency> {
  /** Reads the encoded histograms of whole hours. */
  readonly rollups: typeof rollupsOfMonitors;
  readonly empty: () => Latency;
  readonly addEncoded: (sum: Latency, bytes: Buffer) => void;
  readonly add: (sum: Latency, phases: PhaseHistograms) => void;
}

/** A tenth of the bytes of {@link everyPhase}, and of the work. */
export const totalOnly: Detail<LatencyHistogram> = {
  rollups: rollupTotalsOfMonitors,
  empty: () => new LatencyHistogram(),
  addEncoded: (sum, bytes) => mergeEncodedTotals(bytes, sum),
  add: (sum, { series }) => sum.merge(series.total),
};

const everyPhase: Detail<PhaseHistograms> = {
  rollups: rollupsOfMonitors,
  empty: () => new PhaseHistograms(),
  addEncoded: (sum, bytes) => sum.mergeEncoded(bytes),
  add: (sum, phases) => sum.merge(phases),
};

/**
 * The checks of monitors in each bucket of a span, the oldest first. Whole hours come from what is summed up, the newest
 * ones and everything shorter from single checks. A bucket of which nothing is stored is left out.
 * @param span begins with a whole bucket
 * @param bucketMs whole hours, or whole seconds that divide an hour
 */
export async function bucketsOfChecks<Latency>(
  database: Queryable,
  { closedUntilMs, rawFromMs }: ReadingLimits,
  monitorKeys: readonly number[],
  span: StatsSpan,
  bucketMs: number,
  detail: Detail<Latency>,
): Promise<BucketOfChecks<Latency>[]> {
  const isFine = bucketMs < HOUR_MS;
  const { hours, raw } = planReading(span, isFine ? 0 : closedUntilMs, rawFromMs);
  const buckets = new Map<string, BucketOfChecks<Latency>>();
  const bucketOf = (monitorKey: number, ms: number): BucketOfChecks<Latency> => {
    const atMs = Math.floor(ms / bucketMs) * bucketMs;
    const name = `${monitorKey} ${atMs}`;
    const bucket = buckets.get(name) ?? {
      ...{ monitorKey, atMs, up: 0, degraded: 0, down: 0, unknown: 0 },
      latency: detail.empty(),
    };
    buckets.set(name, bucket);
    return bucket;
  };
  const within = hours && { monitorKeys, from: hours.fromMs, to: hours.toMs };
  for (const row of within ? await rowsOf(database, detail.rollups, within) : []) {
    const bucket = bucketOf(row.monitorKey, row.hour);
    addCounts(bucket, row);
    detail.addEncoded(bucket.latency, row.latency);
  }
  for (const { fromMs, toMs } of raw) {
    for (const part of await totalChecksByBucket(database, monitorKeys, fromMs, toMs, Math.min(bucketMs, HOUR_MS))) {
      const bucket = bucketOf(part.monitorKey, part.atMs);
      addCounts(bucket, part);
      detail.add(bucket.latency, part.latency);
    }
  }
  return [...buckets.values()].sort((a, b) => a.atMs - b.atMs);
}

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
  givenMs?: number,
): Promise<ResponseTimes> {
  const [monitor] = await rowsOf(database, monitorKeyById, { id: monitorId });
  if (!monitor) throw new MonitorNotFoundError(monitorId);
  const { fromMs, toMs } = responseTimesRange(query, givenMs ?? (await databaseNowMs(database)));
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
