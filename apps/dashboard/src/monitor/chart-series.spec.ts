import { describe, expect, it } from '@jest/globals';
import {
  answered,
  beganWith,
  percentile,
  type Point,
  pointsOf,
  shadesOf,
  stackOf,
  stepOf,
  summaryOf,
} from './chart-series.js';

const MINUTE_MS = 60_000;
const startMs = Date.parse('2026-01-31T12:00:00.000Z');
const iso = (minutes: number) => new Date(startMs + minutes * MINUTE_MS).toISOString();

const check = (minutes: number, totalMs: number, httpStatus: number | null = 200) => ({
  scheduledAt: iso(minutes),
  httpStatus,
  timings: { dnsMs: null, connectMs: 1, tlsMs: 2, ttfbMs: totalMs - 4, transferMs: 1, totalMs },
});
const hour = { fromMs: startMs, untilMs: startMs + 60 * MINUTE_MS };

describe('percentile', () => {
  it.each([
    [[], 0.5, 0],
    [[7], 0.95, 7],
    [[1, 2, 3, 4], 0.5, 2],
    [[1, 2, 3, 4], 0.95, 4],
  ])('of %j at %d is %d', (values, share, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });
});

describe('points', () => {
  it('are one for each moment, oldest first, with the phases of the check', () => {
    const points = pointsOf([check(2, 20), check(1, 10)], hour, 100);
    expect(points.map(({ atMs, p50Ms }) => [atMs - startMs, p50Ms])).toEqual([
      [MINUTE_MS, 10],
      [2 * MINUTE_MS, 20],
    ]);
    expect(points[0]?.phasesMs).toEqual([0, 1, 2, 6, 1]);
  });

  it('put the locations of a moment together; the phases add up to the median', () => {
    const [point] = pointsOf([check(1, 30), check(1, 10), check(1, 20)], hour, 100);
    expect(point).toMatchObject({ checks: 3, p50Ms: 20, p95Ms: null });
    expect(point?.phasesMs.reduce((sum, ms) => sum + ms, 0)).toBe(20);
  });

  it('are stretches of time when there are too many moments', () => {
    const checks = Array.from({ length: 60 }, (_, minute) => check(minute, minute < 55 ? 10 : 500));
    const points = pointsOf(checks, hour, 12);
    expect(points).toHaveLength(12);
    expect(points.every((point) => point.checks === 5)).toBe(true);
    expect(points.at(-1)).toMatchObject({ atMs: startMs + 57.5 * MINUTE_MS, p50Ms: 500, p95Ms: null });
  });

  it('leave out what was not answered', () => {
    expect(pointsOf([check(1, 10_000, null)], hour, 10)).toEqual([]);
    expect(answered([check(1, 10_000, null), check(2, 5)])).toHaveLength(1);
  });
});

it.each([
  [60, 60, MINUTE_MS],
  [60, 59, 2 * MINUTE_MS],
  [24 * 60, 288, 300_000],
])('a step for %d minutes in %d points', (minutes, maxPoints, expected) => {
  expect(stepOf({ fromMs: 0, untilMs: minutes * MINUTE_MS }, maxPoints)).toBe(expected);
});

describe('stack', () => {
  it('counts each layer on top of those before, from one end of the span to the other', () => {
    const stack = stackOf(pointsOf([check(1, 10), check(2, 20)], hour, 10), hour);
    expect(stack.atSeconds).toEqual([0, 1, 2, 60].map((minutes) => startMs / 1_000 + minutes * 60));
    expect(stack.tops).toEqual([
      [null, 0, 0, null],
      [null, 1, 1, null],
      [null, 3, 3, null],
      [null, 9, 19, null],
      [null, 10, 20, null],
    ]);
    expect(stack.p95).toEqual([null, null, null, null]);
    expect(stack.points).toHaveLength(4);
  });

  it('has a hole where checks are missing', () => {
    const minutes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 30, 31];
    const stack = stackOf(
      pointsOf(
        minutes.map((minute) => check(minute, 10)),
        hour,
        100,
      ),
      hour,
    );
    expect(stack.tops.at(-1)?.flatMap((value, index) => (value === null ? [index] : []))).toEqual([12, 15]);
  });

  it('has a hole in a part of which there are shorter stretches, besides longer ones', () => {
    const point = (minute: number, stretchMinutes: number): Point => ({
      ...{ atMs: startMs + minute * MINUTE_MS, stretchMs: stretchMinutes * MINUTE_MS, checks: 1, phasesMs: [] },
      ...{ totalMs: 1, p50Ms: 1, p95Ms: 1, p99Ms: 1 },
    });
    const coarse = [-240, -180, -120, -60].map((minute) => point(minute, 60));
    const fine = [0, 1, 2, 3, 30, 31, 32, 33, 34, 35, 36].map((minute) => point(minute, 1));
    const { points } = stackOf([...coarse, ...fine], { fromMs: startMs - 240 * MINUTE_MS, untilMs: hour.untilMs });
    expect(points.map((one) => one?.stretchMs ?? null).lastIndexOf(null, -2)).toBe(8);
  });

  it('of nothing is empty from end to end', () => {
    const stack = stackOf([], hour);
    expect(stack.atSeconds).toEqual([hour.fromMs / 1_000, hour.untilMs / 1_000]);
    expect(stack.p95).toEqual([null, null]);
  });
});

it('shades outages as far as they lie within the span', () => {
  const windows = [
    { startedAt: iso(-20), endedAt: iso(-10) },
    { startedAt: iso(-5), endedAt: iso(5) },
    { startedAt: iso(50), endedAt: null },
  ];
  expect(shadesOf(windows, hour)).toEqual([
    { fromMs: startMs, untilMs: startMs + 5 * MINUTE_MS },
    { fromMs: startMs + 50 * MINUTE_MS, untilMs: hour.untilMs },
  ]);
});

it('begins with the monitor, and not an hour before it', () => {
  const series = { span: hour, name: 'x' };
  expect(beganWith(series, iso(45)).span).toEqual({ fromMs: startMs + 45 * MINUTE_MS, untilMs: hour.untilMs });
  expect(beganWith(series, iso(-5))).toBe(series);
});

it('sums up', () => {
  expect(summaryOf([check(1, 10), check(2, 30), check(3, 20), check(4, 9_000, null)])).toEqual({
    count: 3,
    p50Ms: 20,
    p95Ms: null,
    maxMs: 30,
  });
});
