import { describe, expect, it } from '@jest/globals';
import { HOUR_MS } from '@wakeful/contracts';
import { firstOccurrences, isTimeZone, occurrencesOf, overlapsItself, RecurrenceError } from './occurrences.js';

const at = (text: string): number => Date.parse(text);

function starts(rrule: string, timeZone: string, first: string, from: string, until: string): string[] {
  const startsMs = at(first);
  const plan = { startsMs, endsMs: startsMs + HOUR_MS, recurrence: { rrule, timeZone } };
  return occurrencesOf(plan, at(from), at(until)).map((one) => new Date(one.fromMs).toISOString().slice(0, 16));
}

describe('occurrencesOf', () => {
  it('keeps the time of day when the clocks change, there and back', () => {
    const weekly = 'FREQ=WEEKLY;BYDAY=SU';
    expect(starts(weekly, 'Europe/Berlin', '2026-10-18T04:00:00+02:00', '2026-10-01', '2026-11-02')).toEqual([
      '2026-10-18T02:00',
      '2026-10-25T03:00',
      '2026-11-01T03:00',
    ]);
    expect(starts(weekly, 'America/New_York', '2026-03-01T03:30:00-05:00', '2026-03-01', '2026-03-16')).toEqual([
      '2026-03-01T08:30',
      '2026-03-08T07:30',
      '2026-03-15T07:30',
    ]);
  });

  it('takes the first of two equal times of day, and leaves out one that does not exist', () => {
    expect(starts('FREQ=DAILY', 'Europe/Berlin', '2026-10-24T02:30:00+02:00', '2026-10-24', '2026-10-27')).toEqual([
      '2026-10-24T00:30',
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ]);
    expect(starts('FREQ=DAILY', 'Europe/Berlin', '2026-03-28T02:30:00+01:00', '2026-03-28', '2026-03-31')).toEqual([
      '2026-03-28T01:30',
      '2026-03-30T00:30',
    ]);
  });

  it('finds months by the calendar of the zone, not of UTC', () => {
    const rule = 'FREQ=MONTHLY;BYMONTHDAY=1';
    expect(starts(rule, 'Pacific/Auckland', '2026-01-01T00:30:00+13:00', '2026-01-01', '2026-03-05')).toEqual([
      '2026-01-31T11:30',
      '2026-02-28T11:30',
    ]);
  });

  it('includes one that began before the span and has not ended', () => {
    const plan = { startsMs: 0, endsMs: 10 * HOUR_MS, recurrence: { rrule: 'FREQ=DAILY', timeZone: 'UTC' } };
    expect(occurrencesOf(plan, 5 * HOUR_MS, 6 * HOUR_MS)).toEqual([{ fromMs: 0, untilMs: 10 * HOUR_MS }]);
    expect(occurrencesOf({ ...plan, recurrence: null }, 10 * HOUR_MS, 90 * HOUR_MS)).toEqual([]);
  });

  it('ends with COUNT and UNTIL', () => {
    expect(starts('FREQ=DAILY;COUNT=2', 'UTC', '2026-01-01T00:00:00Z', '2026-01-01', '2027-01-01')).toHaveLength(2);
    expect(
      starts('FREQ=DAILY;UNTIL=20260103T000000Z', 'UTC', '2026-01-01T00:00:00Z', '2026-01-01', '2027-01-01'),
    ).toHaveLength(3);
  });

  it('gives up at once on a rule that never comes true', () => {
    const begunMs = performance.now();
    const rule = 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30';
    expect(starts(rule, 'UTC', '2026-01-01T00:00:00Z', '2026-01-02', '2027-01-01')).toEqual([]);
    expect(performance.now() - begunMs).toBeLessThan(2_000);
  });

  it.each(['FREQ=FOO', 'FREQ=WEEKLY;BYDAY=XX', 'FREQ=DAILY;INTERVAL=0', 'FREQ=DAILY;COUNT=1;UNTIL=20270101T000000Z'])(
    'refuses %s',
    (rule) => {
      expect(() => starts(rule, 'UTC', '2026-01-01T00:00:00Z', '2026-01-01', '2026-02-01')).toThrow(RecurrenceError);
    },
  );
});

describe('firstOccurrences', () => {
  const sunday = at('2026-02-01T10:00:00Z');
  const plan = (rrule: string | null) => ({
    startsMs: sunday,
    endsMs: sunday + HOUR_MS,
    recurrence: rrule === null ? null : { rrule, timeZone: 'UTC' },
  });
  const days = (rrule: string | null, after: number): string[] =>
    firstOccurrences(plan(rrule), after, 3).map((one) => new Date(one.fromMs).toISOString().slice(0, 10));

  it.each([
    ['FREQ=WEEKLY;BYDAY=MO,TH', ['2026-02-02', '2026-02-05', '2026-02-09']],
    ['FREQ=YEARLY', ['2026-02-01', '2027-02-01', '2028-02-01']],
    ['FREQ=DAILY;COUNT=2', ['2026-02-01', '2026-02-02']],
    [null, ['2026-02-01']],
  ])('of %s never counts a day that the rule does not name', (rrule, want) => {
    expect(days(rrule, 0)).toEqual(want);
  });

  it('begins with the one that is running', () => {
    expect(days('FREQ=DAILY', sunday + HOUR_MS / 2)[0]).toBe('2026-02-01');
    expect(days('FREQ=DAILY', sunday + HOUR_MS)[0]).toBe('2026-02-02');
    expect(days(null, sunday + HOUR_MS)).toEqual([]);
  });
});

describe('overlapsItself', () => {
  const overlaps = (rrule: string, hours: number): boolean => {
    const startsMs = at('2026-01-05T10:00:00+01:00');
    return overlapsItself({
      startsMs,
      endsMs: startsMs + hours * HOUR_MS,
      recurrence: { rrule, timeZone: 'Europe/Berlin' },
    });
  };

  it.each([
    ['FREQ=DAILY', 48, true],
    ['FREQ=DAILY', 24, false],
    ['FREQ=WEEKLY;BYDAY=MO,TH', 96, true],
    ['FREQ=WEEKLY;BYDAY=MO,TH', 72, false],
    ['FREQ=WEEKLY', 24 * 7, false],
    ['FREQ=MONTHLY', 24 * 28, false],
    ['FREQ=DAILY;COUNT=1', 48, false],
  ])('of %s with %d hours is %s', (rrule, hours, want) => expect(overlaps(rrule, hours)).toBe(want));
});

describe('isTimeZone', () => {
  it.each([
    ['Europe/Berlin', true],
    ['UTC', true],
    ['Mars/Olympus', false],
    ['', false],
  ])('%s is %s', (name, want) => {
    expect(isTimeZone(name)).toBe(want);
  });
});

describe('a rule that is no plan of people', () => {
  const numbers = (count: number): string => Array.from({ length: count }, (_, index) => index).join(',');

  it.each([
    'FREQ=SECONDLY',
    'FREQ=MINUTELY',
    'FREQ=HOURLY',
    'FREQ=WEEKLY;INTERVAL=1000000',
    `FREQ=DAILY;BYHOUR=${numbers(24)};BYMINUTE=${numbers(60)};BYSECOND=${numbers(60)}`,
    `FREQ=YEARLY;BYYEARDAY=${numbers(366)};BYHOUR=${numbers(24)};BYMINUTE=${numbers(60)}`,
  ])('%s is refused at once', (rrule) => {
    const plan = { startsMs: 0, endsMs: 3_600_000, recurrence: { rrule, timeZone: 'Europe/Berlin' } };
    const beganMs = performance.now();
    expect(() => occurrencesOf(plan, 0, 365 * 86_400_000)).toThrow(RecurrenceError);
    expect(performance.now() - beganMs).toBeLessThan(1_000);
  });

  it('is distinguished from one that has a day which it does not name as its first', () => {
    // 1970-01-01 was a Thursday.
    const plan = { startsMs: 0, endsMs: 3_600_000, recurrence: { rrule: 'FREQ=WEEKLY;BYDAY=MO', timeZone: 'UTC' } };
    const monday = 4 * 86_400_000;
    expect(occurrencesOf(plan, 0, 7 * 86_400_000)).toEqual([{ fromMs: monday, untilMs: monday + 3_600_000 }]);
  });
});
