import type { MonitorStats, StatsWindow } from '@wakeful/contracts';
import { accountFor, type Availability, countSlots } from '@wakeful/domain';
import { loadTimelines } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { MonitorNotFoundError } from '../monitors/monitors.errors.js';
import { latencyStatsOf } from './latency-stats.js';
import { spanOf } from './stats-span.js';
import { sumChecks } from './sum-checks.js';

const MS_PER_SECOND = 1000;

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
  window: StatsWindow,
  nowMs = Date.now(),
): Promise<MonitorStats> {
  const span = spanOf(window, nowMs);
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
