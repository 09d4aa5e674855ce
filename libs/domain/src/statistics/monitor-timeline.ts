import { countSlotsWithin, MAX_WAIT_MS, type SchedulePeriod, STORE_ALLOWANCE_MS } from '../schedule.js';
import { type Interval, subtract } from './interval-set.js';
import { type Availability, availabilityOf, type OpenInterval, type Timeline, timesOf } from './timeline.js';

/** A period in which the settings at its end apply. */
export interface StatsSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A period with the locations from which each of its slots is checked. */
export interface LocatedPeriod extends SchedulePeriod {
  readonly locations: readonly string[];
}

/** A row of `gaps`. */
export interface StoredGap extends Interval {
  readonly location: string;
  readonly slots: number;
}

/** A row of `downtime_windows`. */
export interface StoredWindow extends OpenInterval {
  /** Whether a check was good before it, since the monitor was created or resumed. */
  readonly hasGoodBefore: boolean;
}

/** Everything that determines a monitor's account over a span of time. */
export interface MonitorTimeline {
  readonly monitorId: string;
  readonly monitorKey: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly locations: number;
  readonly knownUntilMs: number | null;
  readonly settledUntilMs: number;
  /** The first failure of a monitor of which nothing was good yet and that is not confirmed as down: it is neither. */
  readonly unprovenSinceMs?: number | null;
  readonly periods: readonly LocatedPeriod[];
  readonly gaps: readonly StoredGap[];
  readonly downtime: readonly StoredWindow[];
  readonly maintenance: readonly Interval[];
}

/**
 * The end of the accountable time. A slot whose result may still arrive is neither known nor unknown yet: a healthy
 * monitor does not lose coverage because its newest check is in flight.
 */
function accountedUntilMs(timeline: MonitorTimeline, nowMs: number): number {
  const overdueMs = nowMs - Math.min(timeline.intervalMs, MAX_WAIT_MS) - timeline.timeoutMs - STORE_ALLOWANCE_MS;
  return Math.min(nowMs, Math.max(timeline.knownUntilMs ?? -Infinity, overdueMs));
}

/**
 * A gap reaches to the next slot, which may lie after a change of the schedule that is not settled yet. No slot from
 * there on is settled either, so that the gap says nothing about it.
 */
function endAtChange(gap: StoredGap, { periods, settledUntilMs }: MonitorTimeline): StoredGap {
  const change = periods.find(({ untilMs }) => untilMs !== null && untilMs >= settledUntilMs && untilMs > gap.fromMs);
  const untilMs = Math.min(gap.untilMs, change?.untilMs ?? Infinity);
  return { ...gap, untilMs };
}

/**
 * A window begins with its first failing check, which starts a moment after its slot. Where nothing was good before,
 * that moment was not up either: the window then reaches back to where the schedule begins.
 */
function beginWithSchedule(window: StoredWindow, periods: readonly LocatedPeriod[]): OpenInterval {
  if (window.hasGoodBefore) return window;
  const period = periods.findLast(({ fromMs }) => fromMs <= window.fromMs);
  return { fromMs: period?.fromMs ?? window.fromMs, untilMs: window.untilMs };
}

/** Up to where the monitor is known to be up or down. */
function knownUntilMs({ knownUntilMs, unprovenSinceMs, periods }: MonitorTimeline): number | null {
  if (unprovenSinceMs === undefined || unprovenSinceMs === null) return knownUntilMs;
  return beginWithSchedule({ fromMs: unprovenSinceMs, untilMs: null, hasGoodBefore: false }, periods).fromMs;
}

/** Turns the stored data of a monitor into sets over the span. */
export function judgeableTimeline(timeline: MonitorTimeline, span: StatsSpan): Timeline {
  const gapsByLocation = new Map<string, Interval[]>();
  for (const stored of timeline.gaps) {
    const gap = endAtChange(stored, timeline);
    const ofLocation = gapsByLocation.get(gap.location);
    if (ofLocation) ofLocation.push(gap);
    else gapsByLocation.set(gap.location, [gap]);
  }
  return {
    span: { fromMs: span.fromMs, untilMs: accountedUntilMs(timeline, span.toMs) },
    periods: timeline.periods,
    gapsByLocation,
    downtime: timeline.downtime.map((window) => beginWithSchedule(window, timeline.periods)),
    maintenance: timeline.maintenance,
    knownUntilMs: knownUntilMs(timeline),
  };
}

/** Divides the span into up, down and unknown. */
export const accountFor = (timeline: MonitorTimeline, span: StatsSpan): Availability =>
  availabilityOf(judgeableTimeline(timeline, span));

/**
 * The times of the span in which checks were due and nothing is known, in order. `untilMs` is null for one that is
 * ongoing at the end of what is accounted for.
 */
export function uncheckedTimesOf(timeline: MonitorTimeline, span: StatsSpan): OpenInterval[] {
  const judgeable = judgeableTimeline(timeline, span);
  const { monitored, known } = timesOf(judgeable);
  return subtract(monitored, known).map(({ fromMs, untilMs }) => ({
    fromMs,
    untilMs: untilMs === judgeable.span.untilMs ? null : untilMs,
  }));
}

/** The number of scheduled checks in the span, and how many of them have no conclusive result. */
export function countSlots({ periods, gaps }: MonitorTimeline, { fromMs, toMs }: StatsSpan): SlotCounts {
  const expectedSlots = periods.reduce(
    (sum, period) => sum + countSlotsWithin(period, fromMs, toMs) * period.locations.length,
    0,
  );
  const missedSlots = gaps.reduce((sum, gap) => sum + slotsOfGap(gap, periods, fromMs), 0);
  return { expectedSlots, missedSlots };
}

export interface SlotCounts {
  readonly expectedSlots: number;
  readonly missedSlots: number;
}

function slotsOfGap(gap: StoredGap, periods: readonly LocatedPeriod[], fromMs: number): number {
  if (gap.fromMs >= fromMs) return gap.slots;
  return periods
    .filter((period) => period.locations.includes(gap.location))
    .reduce((sum, period) => sum + countSlotsWithin(period, fromMs, gap.untilMs), 0);
}
