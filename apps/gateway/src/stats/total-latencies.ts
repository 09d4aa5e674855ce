import { type LatencyHistogram, mergeEncodedTotals, type MonitorTimeline, type StatsSpan } from '@wakeful/domain';
import { latenciesOfAllMonitors, type Queryable, rowsOf, totalChecks } from '@wakeful/persistence';
import { readingLimits } from './reading-limits.js';
import { HOUR_MS, planReading, type ReadingPlan } from './stats-span.js';

/** With more checks than this in the hours that are not summed up, only whole hours are read. */
const MAX_RAW_CHECKS = 200_000;
/** For many monitors over a long window only the newest hours are read, so that a response takes at most one second. */
const MAX_ROLLUPS = 500_000;

export interface TotalLatencies {
  /** Of which checks the latencies are. */
  readonly span: StatsSpan;
  readonly byMonitorKey: ReadonlyMap<number, LatencyHistogram>;
}

function rawChecksOf(plan: ReadingPlan, timelines: readonly MonitorTimeline[]): number {
  const rawMs = plan.raw.reduce((sum, { fromMs, toMs }) => sum + Math.max(0, toMs - fromMs), 0);
  return timelines.reduce((sum, { intervalMs, locations }) => sum + (rawMs / intervalMs) * locations, 0);
}

/** Nothing but whole hours; of a window that has none, the last hour that is summed up. */
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
