import { describe, expect, it } from '@jest/globals';
import { localInputOf, momentOf, nextHour } from './local-time.js';

describe('times by the reader’s clock', () => {
  it('are the same moment there and back', () => {
    const at = '2026-02-01T01:30:00.000Z';
    expect(momentOf(localInputOf(at))).toBe(at);
    expect(localInputOf(at)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/);
  });

  it('keep their seconds when no one touched them', () => {
    const at = '2026-02-01T01:30:42.500Z';
    expect(momentOf(localInputOf(at), at)).toBe(at);
    expect(momentOf('2026-02-01T10:00', at)).toBe(momentOf('2026-02-01T10:00'));
  });

  it('are none while an input is empty', () => expect(momentOf('')).toBe(''));

  it('begin with the next full hour', () => {
    const { startsAt, endsAt } = nextHour(Date.parse('2026-02-01T01:30:42Z'));
    expect(Date.parse(endsAt) - Date.parse(startsAt)).toBe(3_600_000);
    expect(new Date(startsAt).getMinutes()).toBe(0);
    expect(Date.parse(startsAt)).toBeGreaterThan(Date.parse('2026-02-01T01:30:42Z'));
  });
});
