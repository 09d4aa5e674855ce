import { describe, expect, it } from '@jest/globals';
import { WorkLag } from './work-lag.js';

describe('WorkLag', () => {
  it('tells the worst since it was last asked, and nothing when nothing was done', () => {
    const lag = new WorkLag();
    expect(lag.takeWorstSeconds()).toBeNull();
    for (const seconds of [0.2, 1.5, 0]) lag.observe(seconds);
    expect(lag.takeWorstSeconds()).toBe(1.5);
    expect(lag.takeWorstSeconds()).toBeNull();
    lag.observe(0);
    expect(lag.takeWorstSeconds()).toBe(0);
  });
});
