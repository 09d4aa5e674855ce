import { describe, expect, it } from '@jest/globals';
import { DAY_MS } from '@wakeful/contracts';
import { thresholdOf } from './certificates.js';

describe('thresholdOf', () => {
  it.each([
    [31, null],
    [30, 30],
    [20, 30],
    [14, 14],
    [6.5, 7],
    [3, 3],
    [1.01, 3],
    [1, 1],
    [0.1, 1],
  ])('%d days before is that of %d days', (daysLeft, threshold) => {
    expect(thresholdOf(daysLeft * DAY_MS, 0)).toBe(threshold);
  });
});
