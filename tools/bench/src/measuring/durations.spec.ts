import { describe, expect, it } from '@jest/globals';
import { durationsOf } from './durations.js';

describe('durationsOf', () => {
  it('tells the one in the middle, the last of 99 in a hundred, and the worst', () => {
    const times = Array.from({ length: 200 }, (_, n) => 200 - n);
    expect(durationsOf(times)).toEqual({ count: 200, medianMs: 100, p99Ms: 198, worstMs: 200 });
  });

  it('takes the worst of a few as their p99', () => {
    expect(durationsOf([3, 1, 2])).toEqual({ count: 3, medianMs: 2, p99Ms: 3, worstMs: 3 });
  });

  it('knows nothing of what was never done', () => {
    expect(durationsOf([])).toEqual({ count: 0, medianMs: NaN, p99Ms: NaN, worstMs: NaN });
  });
});
