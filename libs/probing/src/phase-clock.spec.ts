import { describe, expect, it } from '@jest/globals';
import { phases } from '@wakeful/contracts';
import fc from 'fast-check';
import { PhaseClock } from './phase-clock.js';

describe('PhaseClock', () => {
  it('adds up exactly, in whole microseconds, with at least one for each phase that happened', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...phases), { maxLength: 30 }), (laps) => {
        const clock = new PhaseClock();
        for (const phase of laps) clock.lap(phase);
        const { totalUs, ...each } = clock.timings;

        expect(Object.values(each).reduce((sum, us) => sum + us, 0)).toBe(totalUs);
        for (const phase of phases) {
          const us = each[`${phase}Us`];
          expect(Number.isInteger(us)).toBe(true);
          expect(us).toBeGreaterThanOrEqual(laps.filter((lap) => lap === phase).length);
          if (!laps.includes(phase)) expect(us).toBe(0);
        }
      }),
    );
  });
});
