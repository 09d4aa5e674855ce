import { DAY_MS, HOUR_MS } from '@wakeful/contracts';
import { RRuleTemporal } from 'rrule-temporal';
import type { Interval } from '../statistics/interval-set.js';

/** When maintenance takes place: once, or repeatedly in the local time of a time zone. */
export interface MaintenancePlan {
  readonly startsMs: number;
  readonly endsMs: number;
  readonly recurrence: { readonly rrule: string; readonly timeZone: string } | null;
}

/** A rule that is invalid or recurs more often than any realistic plan. */
export class RecurrenceError extends Error {
  readonly code = 'RECURRENCE_INVALID';

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'RecurrenceError';
  }
}

/** The periods examined before a rule without occurrences is abandoned. */
const MAX_ITERATIONS = 20_000;

const FREQUENCIES = new Set(['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']);
const MAX_INTERVAL = 1_000;
const MAX_TIMES_OF_DAY = 24;
const TIMES_OF_DAY = ['BYHOUR', 'BYMINUTE', 'BYSECOND'];

/**
 * Refuses unrealistic rules that take minutes of CPU to evaluate: every second of a year, or every millionth week.
 * @throws RecurrenceError
 */
function assertPlannable(rrule: string): void {
  const parts = new Map(
    rrule.split(';').map((part): [string, string] => {
      const [name = '', value = ''] = part.split('=');
      return [name.trim().toUpperCase(), value];
    }),
  );
  if (!FREQUENCIES.has(parts.get('FREQ')?.toUpperCase() ?? '')) {
    throw new RecurrenceError('FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY');
  }
  if (Number(parts.get('INTERVAL') ?? 1) > MAX_INTERVAL) {
    throw new RecurrenceError(`INTERVAL must be at most ${MAX_INTERVAL}`);
  }
  const timesOfDay = TIMES_OF_DAY.reduce((product, name) => product * (parts.get(name)?.split(',').length ?? 1), 1);
  if (timesOfDay > MAX_TIMES_OF_DAY) {
    throw new RecurrenceError(`BYHOUR, BYMINUTE and BYSECOND must give at most ${MAX_TIMES_OF_DAY} times per day`);
  }
}

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

/** How far ahead the next occurrences are looked for: most rules need the first step only. */
const HORIZONS_MS = [30 * DAY_MS, 400 * DAY_MS, 5 * 366 * DAY_MS];

/**
 * The first occurrences that end after a moment, the current one included.
 * @throws RecurrenceError
 */
export function firstOccurrences(plan: MaintenancePlan, afterMs: number, count: number): Interval[] {
  const fromMs = Math.max(afterMs, plan.startsMs);
  let found: Interval[] = [];
  for (const horizonMs of HORIZONS_MS) {
    found = occurrencesOf(plan, fromMs, fromMs + horizonMs).slice(0, count);
    if (found.length === count || !plan.recurrence) break;
  }
  return found;
}

/** A day has 23 hours when the clocks go forward: two occurrences of a whole day then share an hour, which is harmless. */
const TOLERATED_OVERLAP_MS = HOUR_MS;

/**
 * Whether an occurrence would still run when the next one begins, so that alerts stay muted without a break.
 * @throws RecurrenceError
 */
export function overlapsItself(plan: MaintenancePlan): boolean {
  // A rule has at most one occurrence per day.
  if (!plan.recurrence || plan.endsMs - plan.startsMs <= DAY_MS) return false;
  const all = occurrencesOf(plan, plan.startsMs, plan.startsMs + 400 * DAY_MS);
  return all.some(({ untilMs }, index) => untilMs - (all[index + 1]?.fromMs ?? untilMs) > TOLERATED_OVERLAP_MS);
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
  assertPlannable(rrule);
  try {
    const rule = new RRuleTemporal({
      rruleString: `RRULE:${rrule}`,
      dtstart: first,
      tzid: timeZone,
      // The first day counts only if the rule names it: a plan for Mondays does not mean the Sunday on which it starts.
      includeDtstart: false,
      strict: true,
      maxIterations: MAX_ITERATIONS,
    });
    return rule.between(new Date(afterMs), new Date(untilMs), true).map((start) => start.epochMilliseconds);
  } catch (error) {
    throw new RecurrenceError(error instanceof Error ? error.message : String(error), error);
  }
}
