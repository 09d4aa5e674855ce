import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  countSlotsWithin,
  dueSlot,
  phaseMsOf,
  type SchedulePeriod,
  slotAfter,
  slotAtOrBefore,
  slotsWithin,
} from './schedule.js';

const NOON_MS = Date.UTC(2026, 10, 23, 12);
const grid = fc
  .record({
    intervalMs: fc.integer({ min: 5_000, max: 86_400_000 }),
    phase: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  })
  .map(({ intervalMs, phase }) => ({ intervalMs, phaseMs: Math.floor(phase * intervalMs) }));
const time = fc.integer({ min: NOON_MS - 1e9, max: NOON_MS + 1e9 });

describe('the slot grid', () => {
  it('gives every monitor its own phase, evenly spread over the interval', () => {
    const tenths = new Array<number>(10).fill(0);
    for (let index = 0; index < 10_000; index++) {
      const tenth = Math.floor(phaseMsOf(`monitor-${index}`, 60_000) / 6_000);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(Math.min(...tenths)).toBeGreaterThan(850);
    expect(Math.max(...tenths)).toBeLessThan(1_150);
  });

  it('has its slots exactly one interval apart, on the phase', () => {
    fc.assert(
      fc.property(grid, time, (anyGrid, at) => {
        const next = slotAfter(anyGrid, at);
        expect(next).toBeGreaterThan(at);
        expect(next - at).toBeLessThanOrEqual(anyGrid.intervalMs);
        expect((((next - anyGrid.phaseMs) % anyGrid.intervalMs) + anyGrid.intervalMs) % anyGrid.intervalMs).toBe(0);
        expect(slotAtOrBefore(anyGrid, next)).toBe(next);
        expect(slotAtOrBefore(anyGrid, next - 1)).toBe(next - anyGrid.intervalMs);
      }),
    );
  });
});

describe('dueSlot', () => {
  const everyMinute = { intervalMs: 60_000, phaseMs: 15_000 };
  const dueMs = NOON_MS + 15_000;

  it('runs the slot that is due and continues with the next one', () => {
    expect(dueSlot(everyMinute, dueMs, dueMs + 3)).toEqual({
      slotMs: dueMs,
      nextDueMs: dueMs + 60_000,
      skippedSlots: 0,
    });
  });

  it('runs only the newest slot after a standstill, the missed ones are gaps', () => {
    expect(dueSlot(everyMinute, dueMs, dueMs + 600_500)).toEqual({
      slotMs: dueMs + 600_000,
      nextDueMs: dueMs + 660_000,
      skippedSlots: 10,
    });
  });

  it('keeps to the grid after a first slot that lies next to it', () => {
    const createdMs = NOON_MS + 20_000;
    expect(dueSlot(everyMinute, createdMs, createdMs + 5)).toEqual({
      slotMs: createdMs,
      nextDueMs: NOON_MS + 75_000,
      skippedSlots: 0,
    });
  });

  it('runs a first slot next to the grid although the next one follows within milliseconds', () => {
    const createdMs = dueMs - 10;
    expect(dueSlot(everyMinute, createdMs, dueMs + 25)).toEqual({
      slotMs: createdMs,
      nextDueMs: dueMs,
      skippedSlots: 0,
    });
  });

  it('accounts for every slot: run, skipped or still to come', () => {
    fc.assert(
      fc.property(grid, time, fc.nat(500_000_000), (anyGrid, due, lateMs) => {
        const fromMs = slotAfter(anyGrid, due);
        const { slotMs, nextDueMs, skippedSlots } = dueSlot(anyGrid, fromMs, fromMs + lateMs);
        const period = { ...anyGrid, fromMs, untilMs: null };
        expect(slotsWithin(period, fromMs, nextDueMs)).toHaveLength(skippedSlots + 1);
        expect(slotsWithin(period, fromMs, nextDueMs).at(-1)).toBe(slotMs);
        expect(nextDueMs).toBeGreaterThan(fromMs + lateMs);
      }),
    );
  });
});

describe('the slots of a period', () => {
  const period: SchedulePeriod = { intervalMs: 60_000, phaseMs: 15_000, fromMs: NOON_MS, untilMs: NOON_MS + 150_000 };

  it('begin with the start of the period and end before its end', () => {
    expect(slotsWithin(period, 0, Infinity)).toEqual([NOON_MS, NOON_MS + 15_000, NOON_MS + 75_000, NOON_MS + 135_000]);
  });

  it('are counted as they are listed', () => {
    fc.assert(
      fc.property(grid, time, fc.nat(1e8), time, fc.nat(1e8), (anyGrid, fromMs, lengthMs, viewMs, viewLengthMs) => {
        const any: SchedulePeriod = { ...anyGrid, fromMs, untilMs: fromMs + lengthMs };
        expect(countSlotsWithin(any, viewMs, viewMs + viewLengthMs)).toBe(
          slotsWithin(any, viewMs, viewMs + viewLengthMs).length,
        );
      }),
    );
  });
});
