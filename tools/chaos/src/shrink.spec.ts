import { describe, expect, it } from '@jest/globals';
import { shrink } from './shrink.js';

const twenty = Array.from({ length: 20 }, (_, n) => n);

describe('shrinking a plan that fails', () => {
  it.each([{ needed: [7] }, { needed: [0, 19] }, { needed: [3, 4, 11] }])(
    'leaves just what it takes: $needed',
    async ({ needed }) => {
      const fails = (some: readonly number[]): Promise<boolean> =>
        Promise.resolve(needed.every((one) => some.includes(one)));
      expect(await shrink(twenty, fails, 1_000)).toEqual(needed);
    },
  );

  it('ends after the tries that it may have, with something that fails', async () => {
    let tries = 0;
    const fails = (some: readonly number[]): Promise<boolean> => {
      tries++;
      return Promise.resolve(some.includes(7) && some.includes(13));
    };
    const left = await shrink(twenty, fails, 5);
    expect(tries).toBeLessThanOrEqual(5);
    expect(left).toEqual(expect.arrayContaining([7, 13]));
    expect(left.length).toBeLessThan(20);
  });
});
