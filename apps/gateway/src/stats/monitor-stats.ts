import {
  type DailyStats,
  type DailyStatsQuery,
  DAY_MS,
  HOUR_MS,
  type HourlyStats,
  type HourlyStatsQuery,
  type MonitorStats,
  type StatsPeriod,
} from '@wakeful/contracts';
import {
  accountFor,
  type Availability,
  countSlots,
  dailyAccounts,
  lastDays,
  type LatencyHistogram,
  sumOfAccounts,
} from '@wakeful/domain';
import { keysOfMonitors, loadTimelines, rowsOf } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { MonitorNotFoundError } from '../monitors/monitors.errors.js';
import { type BucketOfChecks, bucketsOfChecks, latencyStatsOf, sumChecks, totalOnly } from './response-times.js';
import { readingLimits, spanOf } from './stats-span.js';

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

const MS_PER_SECOND = 1000;
/** Finer than a millisecond a day, and short in an answer of thousands of them. */
const PRECISION = 1e8;

const rounded = (share: number | null): number | null =>
  share === null ? null : Math.round(share * PRECISION) / PRECISION;

const sharesOf = ({ availability, coverage }: Availability) => ({
  availability: rounded(availability),
  coverage: rounded(coverage),
});

/**
 * The uptime of monitors on each of the last days in UTC, in the order of the IDs; unknown IDs are left out. Computed
 * from the intervals used for all availability, so it reads neither checks nor rollups.
 */
export async function listDailyStats(
  { database }: ReadContext,
  { monitorIds, days }: Pick<DailyStatsQuery, 'monitorIds' | 'days'>,
  nowMs = Date.now(),
): Promise<DailyStats> {
  const span = lastDays(days, nowMs);
  const timelines = await loadTimelines(database, monitorIds, span);
  const byId = new Map(timelines.map((timeline) => [timeline.monitorId, timeline]));
  const dates = Array.from({ length: days }, (_, day) =>
    new Date(span.fromMs + day * DAY_MS).toISOString().slice(0, 10),
  );
  const items = [...new Set(monitorIds.map((id) => id.toLowerCase()))].flatMap((monitorId) => {
    const timeline = byId.get(monitorId);
    if (!timeline) return [];
    const accounts = dailyAccounts(timeline, span);
    return {
      monitorId,
      ...sharesOf(sumOfAccounts(accounts)),
      days: dates.map((date, day) => dayOf(date, accounts[day])),
    };
  });
  return { from: new Date(span.fromMs).toISOString(), to: new Date(span.toMs).toISOString(), items };
}

function dayOf(date: string, account: Availability | undefined) {
  if (!account) return { date, availability: null, coverage: null, downSeconds: 0, maintenanceSeconds: 0 };
  return {
    date,
    ...sharesOf(account),
    downSeconds: account.downMs / MS_PER_SECOND,
    maintenanceSeconds: account.maintenanceMs / MS_PER_SECOND,
  };
}

/** The times of an accounting in seconds, as the API has them. */
export const secondsOf = (times: Omit<Availability, 'availability' | 'coverage'>) => ({
  upSeconds: times.upMs / MS_PER_SECOND,
  downSeconds: times.downMs / MS_PER_SECOND,
  unknownSeconds: times.unknownMs / MS_PER_SECOND,
  monitoredSeconds: times.monitoredMs / MS_PER_SECOND,
  maintenanceSeconds: times.maintenanceMs / MS_PER_SECOND,
});

/**
 * Availability by exact intervals, and the checks of one monitor, over a window that ends now.
 * @throws MonitorNotFoundError
 */
export async function readMonitorStats(
  { database }: ReadContext,
  monitorId: string,
  period: StatsPeriod,
  nowMs = Date.now(),
): Promise<MonitorStats> {
  const span = spanOf(period, nowMs);
  const [timeline] = await loadTimelines(database, [monitorId], span);
  if (!timeline) throw new MonitorNotFoundError(monitorId);
  const { up, degraded, down, unknown, latency } = await sumChecks(database, timeline.monitorKey, span);
  const accounting = accountFor(timeline, span);
  const { total, dns, connect, tls, ttfb, transfer } = latency.series;
  return {
    window,
    from: new Date(span.fromMs).toISOString(),
    to: new Date(span.toMs).toISOString(),
    availability: accounting.availability,
    coverage: accounting.coverage,
    ...secondsOf(accounting),
    downtimeWindows: timeline.downtime.length,
    checks: { up, degraded, down, unknown, ...countSlots(timeline, span) },
    latency: {
      total: latencyStatsOf(total),
      dns: latencyStatsOf(dns),
      connect: latencyStatsOf(connect),
      tls: latencyStatsOf(tls),
      ttfb: latencyStatsOf(ttfb),
      transfer: latencyStatsOf(transfer),
    },
  };
}
