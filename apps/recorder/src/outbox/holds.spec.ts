import { describe, expect, it } from '@jest/globals';
import { Holds } from './holds.js';

describe('what failed', () => {
  it('waits twice as long each time, up to a limit, and starts over after a success', () => {
    let nowMs = 0;
    const holds = new Holds(30_000, () => nowMs);
    const waits: number[] = [];
    for (let failure = 0; failure < 7; failure++) {
      holds.hold('EVENTS');
      const begunMs = nowMs;
      while (holds.held().includes('EVENTS')) nowMs += 500;
      waits.push(nowMs - begunMs);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    holds.release('EVENTS');
    expect(holds.hold('EVENTS')).toBe(true);
    nowMs += 1_000;
    expect(holds.held()).toEqual([]);
  });

  it('counts failures that come together as one', () => {
    const holds = new Holds(30_000, () => 0);
    expect([holds.hold('a'), holds.hold('a'), holds.hold('b')]).toEqual([true, false, true]);
  });
});
