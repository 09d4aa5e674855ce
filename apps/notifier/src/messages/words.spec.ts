import { describe, expect, it } from '@jest/globals';
import { countOf, durationInWords, shareInWords, timeInWords } from './words.js';

describe('words', () => {
  it.each([
    [0, '0 s'],
    [0.6, '1 s'],
    [61, '1 min 1 s'],
    [3600, '1 h'],
    [3900, '1 h 5 min'],
    [90_061, '1 d 1 h'],
    [86_401, '1 d'],
    [3_629, '1 h'],
    [3_631, '1 h 1 min'],
    [7_199, '2 h'],
    [86_399, '1 d'],
    [172_799, '2 d'],
    [170_000, '1 d 23 h'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(durationInWords(seconds)).toBe(words);
  });

  it('never call it 100 % when it was less', () => {
    expect([shareInWords(1), shareInWords(0.999_999_9), shareInWords(0.5)]).toEqual(['100%', '99.999%', '50%']);
  });

  it('count, and tell times', () => {
    expect([countOf(1, 'monitor'), countOf(2800, 'monitor')]).toEqual(['1 monitor', '2,800 monitors']);
    expect(timeInWords('2026-01-31T12:00:10.123Z')).toBe('2026-01-31 12:00:10 UTC');
  });
});
