import { HOUR_MS, type HourlyStats, type HourlyStatsQuery } from '@wakeful/contracts';
import type { LatencyHistogram } from '@wakeful/domain';
import { keysOfMonitors, rowsOf } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { type BucketOfChecks, bucketsOfChecks, totalOnly } from './buckets-of-checks.js';
import { latencyStatsOf } from './latency-stats.js';
import { readingLimits } from './reading-limits.js';

type Hour = HourlyStats['items'][number]['hours'][number];

function hourOf({ atMs, up, degraded, down, unknown, latency }: BucketOfChecks<LatencyHistogram>): Hour {
  return {
    at: new Date(atMs).toISOString(),
    checks: up + degraded + down + unknown,
    failed: down,
    p50Ms: latencyStatsOf(latency)?.p50Ms ?? null,
  };
}

/** How fast some monitors answered, hour by hour, in the order of their ids; what does not exist is left out. */
export async function listHourlyStats(
  { database }: ReadContext,
  { monitorIds, hours }: HourlyStatsQuery,
  nowMs = Date.now(),
): Promise<HourlyStats> {
  const ids = [...new Set(monitorIds.map((id) => id.toLowerCase()))];
  const monitors = await rowsOf(database, keysOfMonitors, { ids });
  const span = { fromMs: Math.floor(nowMs / HOUR_MS) * HOUR_MS - (hours - 1) * HOUR_MS, toMs: nowMs };
  const byKey = new Map(monitors.map(({ key }) => [key, [] as Hour[]]));
  const limits = await readingLimits(database);
  for (const hour of await bucketsOfChecks(database, limits, [...byKey.keys()], span, HOUR_MS, totalOnly)) {
    const account = hourOf(hour);
    if (account.checks > 0) byKey.get(hour.monitorKey)?.push(account);
  }
  return {
    from: new Date(span.fromMs).toISOString(),
    to: new Date(span.toMs).toISOString(),
    items: monitors.map(({ id, key }) => ({ monitorId: id, hours: byKey.get(key) ?? [] })),
  };
}
