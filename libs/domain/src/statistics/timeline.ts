import { type Interval, intersect, type IntervalSet, subtract, totalMs, unionOf } from './interval-set.js';

/** An interval that may still be going on: `untilMs` is null then. */
export interface OpenInterval {
  readonly fromMs: number;
  readonly untilMs: number | null;
}

/** When a monitor was scheduled, and from where. */
export interface MonitoredPeriod extends OpenInterval {
  readonly locations: readonly string[];
}

export interface Timeline {
  readonly window: Interval;
  readonly periods: readonly MonitoredPeriod[];
  /** Where and when a check was expected and there is no conclusive result. */
  readonly gapsByLocation: ReadonlyMap<string, readonly Interval[]>;
  readonly downtime: readonly OpenInterval[];
  /** Time that is not accounted for, whatever happened in it. */
  readonly maintenance: readonly Interval[];
  /** Nothing is known from here on; null: nothing at all is known. */
  readonly knownUntilMs: number | null;
}

/** Where the time of a window went. up + down + unknown = monitored; the time of maintenance is in none of them. */
export interface Availability {
  readonly upMs: number;
  readonly downMs: number;
  readonly unknownMs: number;
  readonly monitoredMs: number;
  readonly maintenanceMs: number;
  /** Share of the known time that was up; null when nothing is known. */
  readonly availability: number | null;
  /** Share of the monitored time that is known; null when nothing was monitored. */
  readonly coverage: number | null;
}

const bounded = (interval: OpenInterval): Interval => ({
  fromMs: interval.fromMs,
  untilMs: interval.untilMs ?? Infinity,
});

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/**
 * The time that no location knows about. A location says nothing about a time in which it was not asked, so such a time
 * is unknown as soon as the locations that were asked have a gap.
 */
function unknownOf({ window, periods, gapsByLocation, knownUntilMs }: Timeline, monitored: IntervalSet): IntervalSet {
  let unseen = monitored;
  for (const location of new Set(periods.flatMap((period) => period.locations))) {
    const asked = unionOf(periods.filter((period) => period.locations.includes(location)).map(bounded));
    const seen = subtract(asked, unionOf(gapsByLocation.get(location) ?? []));
    unseen = subtract(unseen, seen);
  }
  const tail = { fromMs: knownUntilMs ?? -Infinity, untilMs: window.untilMs };
  return intersect(monitored, unionOf([...unseen, tail]));
}

/**
 * Divides a window into up, down and unknown by exact intervals. Time in which nothing was scheduled is in none, and
 * neither is the time of maintenance.
 */
export function availabilityOf(timeline: Timeline): Availability {
  const { window, periods, downtime, maintenance } = timeline;
  const scheduled = intersect(unionOf([window]), unionOf(periods.map(bounded)));
  const monitored = subtract(scheduled, unionOf(maintenance));
  const known = subtract(monitored, unknownOf(timeline, monitored));
  const monitoredMs = totalMs(monitored);
  const knownMs = totalMs(known);
  const downMs = totalMs(intersect(known, unionOf(downtime.map(bounded))));
  const upMs = knownMs - downMs;
  return {
    upMs,
    downMs,
    unknownMs: monitoredMs - knownMs,
    monitoredMs,
    maintenanceMs: totalMs(scheduled) - monitoredMs,
    availability: share(upMs, knownMs),
    coverage: share(knownMs, monitoredMs),
  };
}
