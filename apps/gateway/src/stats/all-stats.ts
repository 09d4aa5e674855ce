import { Injectable } from '@nestjs/common';
import type { AllStats, StatsPeriod } from '@wakeful/contracts';
import { accountFor, LatencyHistogram } from '@wakeful/domain';
import { loadTimelines } from '@wakeful/persistence';
import { GatewayContext } from '../context/context.js';
import { secondsOf } from './monitor-stats.js';
import { latencyStatsOf, totalLatencies } from './response-times.js';
import { spanOf } from './stats-span.js';

const timeNames = ['upMs', 'downMs', 'unknownMs', 'monitoredMs', 'maintenanceMs'] as const;

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** With 10: however many readers ask all the time, a tenth of the time goes into answering them. */
const FRESH_FOR_TIMES_ITS_COST = 10;

interface Answer {
  readonly stats: Promise<AllStats>;
  /** Infinity while it is being worked out. */
  freshUntilMs: number;
}

/** The statistics of all monitors, and of all together. */
@Injectable()
export class StatsOfAll {
  readonly #answers = new Map<StatsPeriod, Answer>();

  constructor(private readonly context: GatewayContext) {}

  /**
   * Shares one response among concurrent requests. It stays fresh for ten times as long as it took to compute: not
   * noticeable with few monitors, some seconds with 10,000.
   */
  read(period: StatsPeriod, now: () => number = Date.now): Promise<AllStats> {
    const known = this.#answers.get(window);
    const startedMs = now();
    if (known && startedMs < known.freshUntilMs) return known.stats;
    const answer: Answer = { stats: this.compute(window, startedMs), freshUntilMs: Infinity };
    this.#answers.set(window, answer);
    const settle = (): void => {
      answer.freshUntilMs = now() + (now() - startedMs) * FRESH_FOR_TIMES_ITS_COST;
    };
    // A failed computation is not shared.
    answer.stats.then(settle, () => this.#answers.delete(window));
    return answer.stats;
  }

  async compute(period: StatsPeriod, nowMs: number): Promise<AllStats> {
    const span = spanOf(period, nowMs);
    const { database } = this.context;
    const timelines = await loadTimelines(database, null, span);
    const latencies = await totalLatencies(database, timelines, span);
    const sum = { upMs: 0, downMs: 0, unknownMs: 0, monitoredMs: 0, maintenanceMs: 0 };
    const latency = new LatencyHistogram();
    const items = timelines.map((timeline) => {
      const accounting = accountFor(timeline, span);
      for (const name of timeNames) sum[name] += accounting[name];
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
