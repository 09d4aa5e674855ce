import { intersect, type Interval, type IntervalSet, subtract, totalMs, unionOf } from './interval-set.js';

/** An interval that may be ongoing: `untilMs` is then null. */
export interface OpenInterval {
  readonly fromMs: number;
  readonly untilMs: number | null;
}

/** When a monitor was scheduled, and from where. */
export interface MonitoredPeriod extends OpenInterval {
  readonly locations: readonly string[];
}

export interface Timeline {
  readonly span: Interval;
  readonly periods: readonly MonitoredPeriod[];
  /** Where and when an expected check has no conclusive result. */
  readonly gapsByLocation: ReadonlyMap<string, readonly Interval[]>;
  readonly downtime: readonly OpenInterval[];
  /** Time excluded from the account. */
  readonly maintenance: readonly Interval[];
  /** Nothing is known from here on; null: nothing at all is known. */
  readonly knownUntilMs: number | null;
}

/** Where the time of a span went. up + down + unknown = monitored; the time of maintenance is in none of them. */
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
function unknownOf({ span, periods, gapsByLocation, knownUntilMs }: Timeline, monitored: IntervalSet): IntervalSet {
  let unseen = monitored;
  for (const location of new Set(periods.flatMap((period) => period.locations))) {
    const asked = unionOf(periods.filter((period) => period.locations.includes(location)).map(bounded));
    const seen = subtract(asked, unionOf(gapsByLocation.get(location) ?? []));
    unseen = subtract(unseen, seen);
  }
  const tail = { fromMs: knownUntilMs ?? -Infinity, untilMs: span.untilMs };
  return intersect(monitored, unionOf([...unseen, tail]));
}

/** The times of a span by what they were. down ⊆ known ⊆ monitored ⊆ scheduled. */
export interface TimesOf {
  readonly scheduled: IntervalSet;
  readonly monitored: IntervalSet;
  readonly known: IntervalSet;
  readonly down: IntervalSet;
}

/** Time in which nothing was scheduled is in none of the sets; the time of maintenance is only scheduled. */
export function timesOf(timeline: Timeline): TimesOf {
  const { span, periods, downtime, maintenance } = timeline;
  const scheduled = intersect(unionOf([span]), unionOf(periods.map(bounded)));
  const monitored = subtract(scheduled, unionOf(maintenance));
  const known = subtract(monitored, unknownOf(timeline, monitored));
  return { scheduled, monitored, known, down: intersect(known, unionOf(downtime.map(bounded))) };
}

/** How long each of the sets of {@link timesOf} is. */
export type Lengths = Readonly<Record<keyof TimesOf, number>>;

/** The account that lengths of time amount to. */
export function accountOf({ scheduled, monitored, known, down }: Lengths): Availability {
  const up = known - down;
  return {
    upMs: up,
    downMs: down,
    unknownMs: monitored - known,
    monitoredMs: monitored,
    maintenanceMs: scheduled - monitored,
    availability: share(up, known),
    coverage: share(known, monitored),
  };
}

/**
 * Divides a span into up, down and unknown by exact intervals. Time in which nothing was scheduled is in none, and
 * neither is the time of maintenance.
 */
export function availabilityOf(timeline: Timeline): Availability {
  const { scheduled, monitored, known, down } = timesOf(timeline);
  return accountOf({
    scheduled: totalMs(scheduled),
    monitored: totalMs(monitored),
    known: totalMs(known),
    down: totalMs(down),
  });
}
