import { describe, expect, it } from '@jest/globals';
import { agoText, durationText, latencyText, percentText } from './durations.js';

describe('texts of times', () => {
  it.each([
    [0, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [12_000_000, '3 h 20 min'],
    [90_061_000, '1 d 1 h'],
  ])('says %d ms as %s', (ms, text) => expect(durationText(ms)).toBe(text));

  it('says how long ago something was, by its largest unit', () => {
    const now = Date.parse('2026-01-31T12:00:00Z');
    expect(agoText('2026-01-31T11:59:58Z', now)).toBe('just now');
    expect(agoText('2026-01-31T11:56:20Z', now)).toBe('3 min ago');
    expect(agoText('2026-01-31T14:00:00Z', now)).toBe('in 2 h');
  });

  it('keeps the digits of a latency that matter', () => {
    expect([0.774, 41.31, 1_251, null].map(latencyText)).toEqual(['0.77 ms', '41 ms', '1.25 s', '–']);
  });

  it('never rounds an availability up to 100 %', () => {
    expect([1, 0.999_999, 0.997_222, 0.5, null].map(percentText)).toEqual([
      '100 %',
      '99.999 %',
      '99.722 %',
      '50.0 %',
      '–',
    ]);
  });
});
