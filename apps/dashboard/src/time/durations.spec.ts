import { describe, expect, it } from '@jest/globals';
import { agoText, durationText, fromNowText, latencyText, percentText, phaseText } from './durations.js';

describe('texts of times', () => {
  it.each([
    [0, '0 s'],
    [499, '0 s'],
    [59_499, '59 s'],
    [59_999, '1 min'],
    [60_000, '1 min'],
    [12_000_000, '3 h 20 min'],
    [90_061_000, '1 d 1 h'],
    [93_540_000, '1 d 2 h'],
    [86_399_000, '1 d'],
  ])('says %d ms as %s', (ms, text) => expect(durationText(ms)).toBe(text));

  it('says how long ago something was, rounded to its largest unit', () => {
    const now = Date.parse('2026-01-31T12:00:00Z');
    expect(agoText('2026-01-31T11:59:58Z', now)).toBe('just now');
    expect(agoText('2026-01-31T11:56:20Z', now)).toBe('4 min ago');
    expect(agoText('2026-01-30T12:10:00Z', now)).toBe('1 d ago');
    expect(agoText('2026-01-31T14:00:00Z', now)).toBe('in 2 h');
    expect(agoText('2026-01-31T12:00:40Z', now)).toBe('just now');
    expect(fromNowText('2026-01-31T12:00:40Z', now)).toBe('in 40 s');
    expect(fromNowText('2026-01-31T11:59:00Z', now)).toBe('now');
  });

  it('shows a latency with its significant digits', () => {
    const texts = [0.774, 5.297, 9.96, 41.31, 999.6, 1_251, 12_340, null].map(latencyText);
    expect(texts).toEqual(['0.77 ms', '5.3 ms', '10 ms', '41 ms', '1.00 s', '1.25 s', '12.3 s', '–']);
  });

  it('shows no duration of a phase that did not take place', () => {
    expect([0, null, 0.63].map(phaseText)).toEqual(['–', '–', '0.63 ms']);
  });

  it('never rounds an uptime up to 100%', () => {
    expect([1, 0.999_999, 0.997_222, 0.5, null].map(percentText)).toEqual(['100%', '99.999%', '99.722%', '50.0%', '–']);
  });
});
