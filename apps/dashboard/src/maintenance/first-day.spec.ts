import { describe, expect, it } from '@jest/globals';
import { onFirstDay } from './first-day.js';
import { localInputOf } from './local-time.js';
import type { RecurrenceChoice } from './recurrence.js';

const timeZone = 'Europe/Berlin';
const weekly = (...days: RecurrenceChoice['days']): RecurrenceChoice => ({ kind: 'weekly', days, rule: '' });
/** A Sunday at noon in Berlin. */
const from = localInputOf('2026-02-01T11:00:00Z');
const until = localInputOf('2026-02-01T13:00:00Z');

describe('the first day of a weekly window', () => {
  it.each([
    [weekly('MO', 'TH'), '2026-02-02'],
    [weekly('TH'), '2026-02-05'],
    [weekly('SU'), '2026-02-01'],
    [weekly(), '2026-02-01'],
    [{ ...weekly('MO'), kind: 'daily' } as RecurrenceChoice, '2026-02-01'],
  ])('of %j is %s', (choice, day) => {
    const moved = onFirstDay({ from, until, choice, timeZone });
    expect(moved.from.slice(0, 10)).toBe(day);
    expect(moved.from.slice(10)).toBe(from.slice(10));
    expect(Date.parse(`${moved.until}Z`) - Date.parse(`${moved.from}Z`)).toBe(2 * 3_600_000);
  });

  it('is that of its time zone', () => {
    // 23:30 on Sunday in UTC is Monday in Berlin.
    const late = localInputOf('2026-02-01T23:30:00Z');
    expect(onFirstDay({ from: late, until: late, choice: weekly('MO'), timeZone }).from).toBe(late);
  });

  it('is left alone while nothing is typed', () =>
    expect(onFirstDay({ from: '', until, choice: weekly('MO'), timeZone })).toEqual({ from: '', until }));
});
