import { Inject, Injectable } from '@nestjs/common';
import { responseTimesRange, type ResponseTimes, type ResponseTimesQuery } from '@wakeful/contracts';
import { LatencyHistogram, type PhaseHistograms } from '@wakeful/domain';
import { DataSource } from 'typeorm';
import { MonitorNotFoundError } from '../monitors/monitors.errors.js';
import { type BucketOfChecks, bucketsOfChecks, everyPhase } from './buckets-of-checks.js';
import { latencyStatsOf, milliseconds } from './latency-stats.js';
import { bucketedSpan } from './stats-span.js';

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

/** How fast a monitor answered over a long time, in buckets of whole hours. */
@Injectable()
export class GetResponseTimes {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** @throws MonitorNotFoundError */
  async execute(monitorId: string, query: ResponseTimesQuery, nowMs = Date.now()): Promise<ResponseTimes> {
    const { manager } = this.dataSource;
    const [monitor] = await manager.query<{ key: number }[]>('SELECT key FROM monitors WHERE id = $1', [monitorId]);
    if (!monitor) throw new MonitorNotFoundError(monitorId);
    const { span, bucketMs } = bucketedSpan(responseTimesRange(query, nowMs));
    const buckets = await bucketsOfChecks(manager, [monitor.key], span, bucketMs, everyPhase);
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
}
