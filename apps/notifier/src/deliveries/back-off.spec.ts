import { describe, expect, it } from '@jest/globals';
import { HOUR_MS } from '@wakeful/contracts';
import { retryDelayMs } from './back-off.js';

describe('retryDelayMs', () => {
  it('doubles up to an hour', () => {
    const delays = [1, 2, 3, 10, 11, 50].map((failures) => retryDelayMs(failures, null, () => 1));
    expect(delays).toEqual([5_000, 10_000, 20_000, 2_560_000, HOUR_MS, HOUR_MS]);
  });

  it('spreads over the upper half', () => {
    expect([0, 0.5, 1].map((random) => retryDelayMs(3, null, () => random))).toEqual([10_000, 15_000, 20_000]);
  });

  it('waits as long as the receiver asked, but not less than it would have', () => {
    expect(retryDelayMs(1, 60_000, () => 0)).toBe(60_000);
    expect(retryDelayMs(50, 60_000, () => 1)).toBe(HOUR_MS);
  });
});
