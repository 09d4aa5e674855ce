import { beforeEach, describe, expect, it } from '@jest/globals';
import { EventLoopWatch } from './event-loop-watch.js';

let watch: EventLoopWatch;
let startMs: number;
beforeEach(() => {
  watch = new EventLoopWatch();
  startMs = performance.now();
  watch.sample(startMs);
});

describe('EventLoopWatch', () => {
  it('is not late while its timer comes on time', () => {
    watch.sample(startMs + 20);
    watch.sample(startMs + 41);
    expect(watch.isLate).toBe(false);
    expect(watch.stalledMsSince(startMs, startMs + 45)).toBe(0);
  });

  it('is late after a stall, until the next sample that is on time', () => {
    watch.sample(startMs + 220);
    expect(watch.isLate).toBe(true);
    watch.sample(startMs + 240);
    expect(watch.isLate).toBe(false);
  });

  it('adds up the stalls since a probe began', () => {
    watch.sample(startMs + 120);
    watch.sample(startMs + 340);
    watch.sample(startMs + 360);
    expect(watch.stalledMsSince(startMs, startMs + 365)).toBe(300);
    expect(watch.stalledMsSince(startMs + 200, startMs + 365)).toBe(200);
    expect(watch.stalledMsSince(startMs + 350, startMs + 365)).toBe(0);
  });

  it('counts a stall that has not ended yet', () => {
    expect(watch.stalledMsSince(startMs, startMs + 520)).toBe(500);
  });
});
