import { describe, expect, it } from '@jest/globals';
import { forecastSize } from './database-growth.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const nowMs = Date.parse('2026-01-31T12:00:00Z');
const todayMs = Date.parse('2026-01-31T00:00:00Z');

const day = (daysAgo: number, bytes: number, hasRows = true) => ({
  table: 'checks' as const,
  fromMs: todayMs - daysAgo * DAY_MS,
  untilMs: todayMs - (daysAgo - 1) * DAY_MS,
  bytes,
  hasRows,
});

describe('the size that a table will have', () => {
  it('follows from what its newest partitions grew by, and from how long it is kept', () => {
    const days = [day(-1, 16, false), day(0, 500), ...[1, 2, 3, 4, 5, 6, 7].map((ago) => day(ago, 1000)), day(8, 9000)];
    expect(forecastSize(days, 30, { sinceMs: 0, nowMs })).toEqual({
      sizeBytes: 16 + 500 + 7000 + 9000,
      bytesPerDay: 1000,
      retentionDays: 30,
      forecastBytes: 30_000,
    });
  });

  it('is known six hours after the beginning, by what came since', () => {
    const sinceMs = nowMs - 8 * HOUR_MS;
    const days = [day(0, 100), day(1, 16, false)];
    expect(forecastSize(days, 10, { sinceMs, nowMs })).toMatchObject({ bytesPerDay: 300, forecastBytes: 3000 });
    expect(forecastSize(days, 10, { sinceMs: nowMs - 5 * HOUR_MS, nowMs })).toMatchObject({
      bytesPerDay: null,
      forecastBytes: null,
    });
  });

  it('counts a whole month when its partitions are months', () => {
    const month = { ...day(0, 3000), fromMs: todayMs - 29.5 * DAY_MS, untilMs: todayMs + DAY_MS };
    expect(forecastSize([month], 400, { sinceMs: 0, nowMs })).toMatchObject({
      bytesPerDay: 100,
      forecastBytes: 40_000,
    });
  });

  it('of an empty table is nothing', () => {
    const { bytesPerDay, sizeBytes } = forecastSize([day(0, 16, false), day(1, 16, false)], 30, { sinceMs: 0, nowMs });
    expect({ bytesPerDay, sizeBytes }).toEqual({ bytesPerDay: 0, sizeBytes: 32 });
  });
});
