import { DAY_MS } from '@wakeful/contracts';
import type { IntervalSet } from './interval-set.js';
import { judgeableTimeline, type MonitorTimeline, type StatsSpan } from './monitor-timeline.js';
import { accountOf, type Availability, type TimesOf, timesOf } from './timeline.js';

/** The last days in UTC up to now; the last of them is today and not over. */
export function lastDays(days: number, nowMs: number): StatsSpan {
  const todayMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  return { fromMs: todayMs - (days - 1) * DAY_MS, toMs: nowMs };
}

/** How much of a set lies in each of the days since `fromMs`. */
function lengthsByDay(set: IntervalSet, fromMs: number, days: number): number[] {
  const lengths = new Array<number>(days).fill(0);
  for (const interval of set) {
    const last = Math.min(days - 1, Math.floor((interval.untilMs - 1 - fromMs) / DAY_MS));
    for (let day = Math.max(0, Math.floor((interval.fromMs - fromMs) / DAY_MS)); day <= last; day++) {
      const startMs = fromMs + day * DAY_MS;
      const partMs = Math.min(interval.untilMs, startMs + DAY_MS) - Math.max(interval.fromMs, startMs);
      lengths[day] = (lengths[day] ?? 0) + Math.max(0, partMs);
    }
  }
  return lengths;
}

/**
 * The account of each day of a span that begins with a day. One pass over the monitor's intervals for all days, so that
 * their sum is the account of the whole span.
 */
export function dailyAccounts(timeline: MonitorTimeline, span: StatsSpan): Availability[] {
  const days = Math.ceil((span.toMs - span.fromMs) / DAY_MS);
  const times = timesOf(judgeableTimeline(timeline, span));
  const split = (name: keyof TimesOf): number[] => lengthsByDay(times[name], span.fromMs, days);
  const [scheduled, monitored, known, down] = [split('scheduled'), split('monitored'), split('known'), split('down')];
  return scheduled.map((length, day) =>
    accountOf({ scheduled: length, monitored: monitored[day] ?? 0, known: known[day] ?? 0, down: down[day] ?? 0 }),
  );
}

/** The account of several days together. */
export function sumOfAccounts(accounts: readonly Availability[]): Availability {
  const sum = { scheduled: 0, monitored: 0, known: 0, down: 0 };
  for (const { upMs, downMs, monitoredMs, maintenanceMs } of accounts) {
    sum.scheduled += monitoredMs + maintenanceMs;
    sum.monitored += monitoredMs;
    sum.known += upMs + downMs;
    sum.down += downMs;
  }
  return accountOf(sum);
}
