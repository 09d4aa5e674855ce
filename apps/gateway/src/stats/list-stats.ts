import { Inject, Injectable } from '@nestjs/common';
import type { AllStats, StatsWindow } from '@wakeful/contracts';
import { LatencyHistogram } from '@wakeful/domain';
import { DataSource } from 'typeorm';
import { secondsOf } from './get-monitor-stats.js';
import { latencyStatsOf } from './latency-stats.js';
import { loadTimelines } from './load-timelines.js';
import { accountFor } from './monitor-timeline.js';
import { spanOf } from './stats-span.js';
import { totalLatencies } from './total-latencies.js';

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** The statistics of all monitors, and of all together. */
@Injectable()
export class ListStats {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  async execute(window: StatsWindow, nowMs = Date.now()): Promise<AllStats> {
    const span = spanOf(window, nowMs);
    const { manager } = this.dataSource;
    const timelines = await loadTimelines(manager, null, span);
    const latencies = await totalLatencies(manager, timelines, span);
    const sum = { upMs: 0, downMs: 0, unknownMs: 0, monitoredMs: 0 };
    const latency = new LatencyHistogram();
    const items = timelines.map((timeline) => {
      const accounting = accountFor(timeline, span);
      for (const name of ['upMs', 'downMs', 'unknownMs', 'monitoredMs'] as const) sum[name] += accounting[name];
      const ofMonitor = latencies.byMonitorKey.get(timeline.monitorKey);
      if (ofMonitor) latency.merge(ofMonitor);
      return {
        monitorId: timeline.monitorId,
        availability: accounting.availability,
        coverage: accounting.coverage,
        p95Ms: (ofMonitor && latencyStatsOf(ofMonitor)?.p95Ms) ?? null,
      };
    });
    return {
      window,
      from: new Date(span.fromMs).toISOString(),
      to: new Date(span.toMs).toISOString(),
      latencyFrom: new Date(latencies.span.fromMs).toISOString(),
      latencyTo: new Date(latencies.span.toMs).toISOString(),
      totals: {
        monitors: timelines.length,
        availability: share(sum.upMs, sum.upMs + sum.downMs),
        coverage: share(sum.upMs + sum.downMs, sum.monitoredMs),
        ...secondsOf(sum),
        latency: latencyStatsOf(latency),
      },
      items,
    };
  }
}
