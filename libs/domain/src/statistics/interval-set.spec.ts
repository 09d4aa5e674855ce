import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { intersect, type Interval, type IntervalSet, subtract, totalMs, unionOf } from './interval-set.js';

const HORIZON = 40;
const interval = fc
  .tuple(fc.integer({ min: 0, max: HORIZON }), fc.integer({ min: 0, max: HORIZON }))
  .map(([fromMs, untilMs]): Interval => ({ fromMs, untilMs }));
const intervals = fc.array(interval, { maxLength: 8 });

/** The oracle: whether each unit of time is in. */
const units = (any: readonly Interval[]): boolean[] =>
  Array.from({ length: HORIZON }, (_, at) => any.some((one) => one.fromMs <= at && at < one.untilMs));

function expectProper(set: IntervalSet): void {
  set.forEach((one, index) => {
    expect(one.fromMs).toBeLessThan(one.untilMs);
    expect(one.fromMs).toBeGreaterThan(set[index - 1]?.untilMs ?? -1);
  });
}

describe('interval sets', () => {
  it('unite', () => {
    fc.assert(
      fc.property(intervals, (any) => {
        const union = unionOf(any);
        expectProper(union);
        expect(units(union)).toEqual(units(any));
        expect(totalMs(union)).toBe(units(any).filter(Boolean).length);
      }),
    );
  });

  it('intersect', () => {
    fc.assert(
      fc.property(intervals, intervals, (a, b) => {
        const both = intersect(unionOf(a), unionOf(b));
        expectProper(both);
        expect(units(both)).toEqual(units(a).map((isIn, at) => isIn && units(b)[at] === true));
      }),
    );
  });

  it('subtract', () => {
    fc.assert(
      fc.property(intervals, intervals, (a, b) => {
        const rest = subtract(unionOf(a), unionOf(b));
        expectProper(rest);
        expect(units(rest)).toEqual(units(a).map((isIn, at) => isIn && units(b)[at] !== true));
      }),
    );
  });
});
