import { PhaseHistograms, type StatsSpan } from '@wakeful/domain';
import { type CheckTotals, type Queryable, rollupsOfMonitors, rowsOf, totalChecks } from '@wakeful/persistence';
import { readingLimits } from './reading-limits.js';
import { planReading } from './stats-span.js';

export type CheckCounts = Omit<CheckTotals, 'latency'>;

const noChecks = (): CheckTotals => ({ up: 0, degraded: 0, down: 0, unknown: 0, latency: new PhaseHistograms() });

export function addCounts(sum: CheckCounts, { up, degraded, down, unknown }: CheckCounts): void {
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
