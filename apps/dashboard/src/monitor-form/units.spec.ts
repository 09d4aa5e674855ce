import { describe, expect, it } from '@jest/globals';
import { storedAmount, typedAmount, unitFactors } from './units.js';

describe('an amount in the unit of the page', () => {
  const { seconds, MiB, s } = unitFactors;

  it.each([
    ['30', seconds, 30_000],
    [0.25, seconds, 250],
    ['1.0005', seconds, 1_001],
    [1, MiB, 1_048_576],
    [60, s, 60],
    ['', seconds, ''],
    ['x', seconds, 'x'],
    ['0.', seconds, 0],
  ])('%j times %d is kept as %j', (typed, factor, stored) => expect(storedAmount(typed, factor)).toBe(stored));

  it.each([0, 100, 12_345, 65_536, 10_000_000])('%d comes back as it was stored', (stored) => {
    for (const factor of [seconds, MiB, s]) expect(storedAmount(typedAmount(stored, factor), factor)).toBe(stored);
  });

  it('leaves what is empty or no number alone', () => {
    expect(typedAmount('', seconds)).toBe('');
    expect(typedAmount('x', seconds)).toBe('x');
  });
});
