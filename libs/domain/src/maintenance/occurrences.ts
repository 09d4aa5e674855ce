import { RRuleTemporal } from 'rrule-temporal';
import type { Interval } from '../statistics/interval-set.js';

/** When maintenance takes place: once, or again and again by the clock of a time zone. */
export interface MaintenancePlan {
  readonly startsMs: number;
  readonly endsMs: number;
  readonly recurrence: { readonly rrule: string; readonly timeZone: string } | null;
}

/** A rule that cannot be understood, or that would recur more often than anybody plans. */
export class RecurrenceError extends Error {
  readonly code = 'RECURRENCE_INVALID';

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'RecurrenceError';
  }
}

/** Periods that are looked at before a rule that never comes true is given up. */
const MAX_ITERATIONS = 20_000;

export const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/**
 * The occurrences that touch [fromMs, untilMs), in order. A recurring one begins at the same time of day all year, and
 * always lasts as long as the first one; a time of day that the clocks skip has no occurrence (RFC 5545).
 * @throws RecurrenceError
 */
export function occurrencesOf(plan: MaintenancePlan, fromMs: number, untilMs: number): Interval[] {
  const durationMs = plan.endsMs - plan.startsMs;
  const starts = plan.recurrence ? startsOf(plan, plan.recurrence, fromMs - durationMs, untilMs) : [plan.startsMs];
  return starts
    .map((startMs) => ({ fromMs: startMs, untilMs: startMs + durationMs }))
    .filter((one) => one.untilMs > fromMs && one.fromMs < untilMs);
}

function startsOf(
  { startsMs }: MaintenancePlan,
  { rrule, timeZone }: { rrule: string; timeZone: string },
  afterMs: number,
  untilMs: number,
): number[] {
  const first = {
    timeZoneId: timeZone,
    toString: () => new Date(startsMs).toISOString().replace('Z', `Z[${timeZone}]`),
  };
  try {
    const rule = new RRuleTemporal({
      rruleString: `RRULE:${rrule}`,
      dtstart: first,
      tzid: timeZone,
      includeDtstart: true,
      strict: true,
      maxIterations: MAX_ITERATIONS,
    });
    return rule.between(new Date(afterMs), new Date(untilMs), true).map((start) => start.epochMilliseconds);
  } catch (error) {
    throw new RecurrenceError(error instanceof Error ? error.message : String(error), error);
  }
}
