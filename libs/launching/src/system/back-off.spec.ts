import { describe, expect, it } from '@jest/globals';
import { BackOff, RESTART_BACK_OFF } from './back-off.js';

describe('BackOff', () => {
  it('doubles from half a second to ten', () => {
    const backOff = new BackOff(RESTART_BACK_OFF);
    const delays = Array.from({ length: 7 }, () => backOff.nextDelayMs(0));
    expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  });

  it('begins again after thirty seconds of health', () => {
    const backOff = new BackOff(RESTART_BACK_OFF);
    backOff.nextDelayMs(0);
    expect(backOff.nextDelayMs(29_999)).toBe(1000);
    expect(backOff.nextDelayMs(30_000)).toBe(500);
  });
});
