import { describe, expect, it } from '@jest/globals';
import { HOUR_MS, MINUTE_MS } from '@wakeful/contracts';
import { bucketLengthMs, planReading, spanOf } from './stats-span.js';

const at = (hours: number, minutes = 0): number => hours * HOUR_MS + minutes * MINUTE_MS;

describe('planReading', () => {
  it('reads whole hours that are summed up, and both edges one by one', () => {
    expect(planReading({ fromMs: at(1, 30), toMs: at(25, 30) }, at(24), 0)).toEqual({
      hours: { fromMs: at(2), toMs: at(24) },
      raw: [
        { fromMs: at(1, 30), toMs: at(2) },
        { fromMs: at(24), toMs: at(25, 30) },
      ],
    });
  });

  it('reads everything one by one while no whole hour is summed up', () => {
    const span = { fromMs: at(1, 30), toMs: at(2, 30) };
    expect(planReading(span, at(2), 0)).toEqual({ hours: null, raw: [span] });
  });

  it('reads no edge twice or empty', () => {
    expect(planReading({ fromMs: at(1), toMs: at(3) }, at(3), 0)).toEqual({
      hours: { fromMs: at(1), toMs: at(3) },
      raw: [],
    });
  });

  it('leaves out an edge whose single checks are gone', () => {
    const plan = planReading({ fromMs: at(1, 30), toMs: at(25, 30) }, at(24), at(10));
    expect(plan.raw).toEqual([{ fromMs: at(24), toMs: at(25, 30) }]);
  });
});

describe('bucketLengthMs', () => {
  it.each([
    [26, 1],
    [7 * 24, 1],
    [30 * 24, 3],
    [90 * 24, 6],
    [400 * 24, 24],
  ])('cuts %d hours into buckets of %d', (range, bucket) => {
    expect(bucketLengthMs({ fromMs: 0, toMs: at(range) }, true)).toBe(at(bucket));
  });

  it.each([
    [1, 10],
    [3, 30],
    [6, 60],
    [24, 300],
  ])('cuts %d hours into buckets of %d seconds while single checks are kept', (range, seconds) => {
    expect(bucketLengthMs({ fromMs: 0, toMs: at(range) }, true)).toBe(seconds * 1_000);
    expect(bucketLengthMs({ fromMs: 0, toMs: at(range) }, false)).toBe(HOUR_MS);
  });
});

describe('spanOf', () => {
  it('ends now', () => {
    expect(spanOf('7d', at(1000))).toEqual({ fromMs: at(1000 - 7 * 24), toMs: at(1000) });
  });
});
