import { describe, expect, it } from '@jest/globals';
import { durationsOf } from '../../measuring/durations.js';
import { listVerdict, longTaskVerdict, memoryVerdicts, useVerdicts } from './dashboard-verdicts.js';
import type { MemoryAt } from './watch-live.js';

const MEBIBYTE = 1_048_576;
const sample = (seconds: number, updates: number, privateMb: number): MemoryAt => ({
  ...{ seconds, updates, privateBytes: privateMb * MEBIBYTE },
  ...{ residentBytes: 2 * privateMb * MEBIBYTE, heapBytes: 10 * MEBIBYTE },
});
const reached = (samples: readonly MemoryAt[]) => memoryVerdicts(samples).map(({ isReached }) => isReached);

describe('the verdict of the dashboard', () => {
  it('takes the peak of the memory while updates arrive, and the updates since the first look', () => {
    expect(reached([sample(0, 500, 151), sample(300, 60_500, 149), sample(600, 120_500, 90)])).toEqual([true, true]);
    expect(reached([sample(0, 500, 80), sample(300, 60_500, 151), sample(600, 120_500, 90)])).toEqual([false, true]);
    expect(reached([sample(0, 100_000, 80), sample(600, 200_000, 90)])).toEqual([true, false]);
  });

  it('judges what someone waits for by the worst time', () => {
    const quick = durationsOf([100, 120]);
    const uses = { byStatus: quick, byTag: quick, bySearch: durationsOf([100, 100, 201]), monitorPage: quick };
    expect(useVerdicts(uses).map(({ isReached }) => isReached)).toEqual([true, true, false, true]);
  });

  it('judges the list by its p99', () => {
    const all = durationsOf([...Array.from({ length: 199 }, () => 20), 400]);
    expect(listVerdict({ all, byQuery: {} }, 10_000).isReached).toBe(true);
  });

  it('lets no long task pass', () => {
    expect(longTaskVerdict([]).isReached).toBe(true);
    const tasks = [60, 201].map((duration) => ({ startTime: 0, duration }));
    expect(longTaskVerdict(tasks)).toMatchObject({ isReached: false, measured: expect.stringContaining('201 ms') });
  });
});
