import { momentOf } from './local-time.js';
import { days, type RecurrenceChoice } from './recurrence.js';

interface Times {
  readonly from: string;
  readonly until: string;
  readonly choice: RecurrenceChoice;
  readonly timeZone: string;
}

const DAYS_OF_WEEK = 7;

function dayOf(at: string, timeZone: string): string | undefined {
  const label = new Intl.DateTimeFormat('en', { timeZone, weekday: 'short' }).format(new Date(at));
  return days.find((day) => day.label === label)?.value;
}

/** A local time some days later, at the same time of day. */
function daysLater(input: string, count: number): string {
  const date = new Date(`${input.slice(0, 16)}Z`);
  if (Number.isNaN(date.getTime())) return input;
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 16);
}

/** The start and end of a weekly window on the first of its days from its start on: a rule for Mondays begins on one. */
export function onFirstDay({ from, until, choice, timeZone }: Times): { from: string; until: string } {
  if (choice.kind !== 'weekly' || choice.days.length === 0) return { from, until };
  for (let count = 0; count < DAYS_OF_WEEK; count++) {
    const start = daysLater(from, count);
    const at = momentOf(start);
    if (at === '') break;
    if (choice.days.some((day) => day === dayOf(at, timeZone))) return { from: start, until: daysLater(until, count) };
  }
  return { from, until };
}
