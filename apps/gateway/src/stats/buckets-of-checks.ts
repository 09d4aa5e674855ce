import { HOUR_MS } from '@wakeful/contracts';
import { LatencyHistogram, mergeEncodedTotals, PhaseHistograms, type StatsSpan } from '@wakeful/domain';
import {
  type Queryable,
  rollupsOfMonitors,
  rollupTotalsOfMonitors,
  rowsOf,
  totalChecksByBucket,
} from '@wakeful/persistence';
import type { ReadingLimits } from './reading-limits.js';
import { planReading } from './stats-span.js';
import { addCounts, type CheckCounts } from './sum-checks.js';

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

export const everyPhase: Detail<PhaseHistograms> = {
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
