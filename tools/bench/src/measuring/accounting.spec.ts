import { describe, expect, it } from '@jest/globals';
import { account, recoverySeconds } from './accounting.js';

const slots = { expected: 10, stored: 10, inGaps: null, leftOut: 0 };
const good = { probed: 5, stored: 5, answered: 5 };

describe('the account of a run', () => {
  it('is even when every probe is stored once', () => {
    const { lost, invented, unaccounted, probed, stored } = account([good, good], 0, slots);
    expect({ lost, invented, unaccounted, probed, stored }).toEqual({
      ...{ lost: 0, invented: 0, unaccounted: 0 },
      ...{ probed: 10, stored: 10 },
    });
  });

  it('does not set one mistake off against another', () => {
    const accounts = account(
      [
        { probed: 6, stored: 5, answered: 5 },
        { probed: 4, stored: 5, answered: 5 },
      ],
      0,
      slots,
    );
    expect(accounts).toMatchObject({ lost: 1, invented: 1 });
  });

  it('forgives a probe that was made twice and stored once', () => {
    expect(account([{ ...good, probed: 6 }, good], 1, slots)).toMatchObject({ lost: 0, repeated: 1 });
  });

  it('expects the target to have seen only what got an answer', () => {
    expect(account([{ probed: 4, stored: 5, answered: 4 }], 0, slots)).toMatchObject({ lost: 0, invented: 0 });
    expect(account([{ probed: 5, stored: 5, answered: 4 }], 0, slots)).toMatchObject({ lost: 0, invented: 0 });
  });

  it.each([
    { expected: 10, stored: 8, inGaps: null, leftOut: 2, unaccounted: 0 },
    { expected: 10, stored: 8, inGaps: null, leftOut: 1, unaccounted: 1 },
    { expected: 10, stored: 8, inGaps: 2, leftOut: 0, unaccounted: 0 },
    { expected: 10, stored: 8, inGaps: 3, leftOut: 2, unaccounted: 1 },
    { expected: 10, stored: 11, inGaps: 0, leftOut: 0, unaccounted: 1 },
  ])('finds $unaccounted slots unaccounted for in %j', ({ unaccounted, ...given }) => {
    expect(account([good], 0, given).unaccounted).toBe(unaccounted);
  });
});

describe('the recovery', () => {
  const second = (atMs: number, isGood: boolean) => ({ atMs, expected: 9, stored: isGood ? 9 : 8, lagP99Ms: 20 });

  it('lasts until nothing is missing or late', () => {
    const seconds = [
      second(1000, true),
      second(2000, false),
      second(3000, true),
      { ...second(4000, true), lagP99Ms: 600 },
    ];
    expect(recoverySeconds([...seconds, second(5000, true)], 1000, 500)).toBe(4);
    expect(recoverySeconds(seconds, 1000, 500)).toBeNull();
  });

  it('takes no time when nothing was wrong', () => {
    expect(recoverySeconds([second(1000, false), second(2000, true)], 2000, 500)).toBe(0);
  });
});
