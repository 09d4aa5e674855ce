import { describe, expect, it } from '@jest/globals';
import { bucketText, pointsOfBuckets, pointsWithin } from './bucket-points.js';

const latency = { measured: 120, meanMs: 12, p50Ms: 10, p95Ms: 30, p99Ms: 40 };
const phases = { dnsMs: 1, connectMs: 2, tlsMs: 0, ttfbMs: 8, transferMs: 1 };
const bucket = (at: string) => ({ at, checks: 121, failed: 1, measured: 120, latency, phases });

describe('points of what is summed up', () => {
  const times = {
    from: '2026-01-31T10:00:00.000Z',
    to: '2026-01-31T12:10:00.000Z',
    bucketSeconds: 3600,
    ...{ checks: 182, failed: 62, measured: 120, latency },
    items: [
      bucket('2026-01-31T10:00:00.000Z'),
      { ...bucket('2026-01-31T11:00:00.000Z'), measured: 0, latency: null, phases: null },
      bucket('2026-01-31T12:00:00.000Z'),
    ],
  };

  it('lie in the middle of their bucket, where something was measured', () => {
    expect(pointsOfBuckets(times).map(({ atMs }) => new Date(atMs).toISOString())).toEqual([
      '2026-01-31T10:30:00.000Z',
      '2026-01-31T12:05:00.000Z',
    ]);
  });

  it('are more where there are shorter buckets', () => {
    const day = { ...times, bucketSeconds: 86_400, from: '2026-01-29T00:00:00.000Z' };
    const coarse = { ...day, items: [29, 30, 31].map((date) => bucket(`2026-01-${date}T00:00:00.000Z`)) };
    const finer = {
      ...times,
      from: '2026-01-30T00:00:00.000Z',
      to: '2026-01-31T00:00:00.000Z',
      items: [1, 2].map((hour) => bucket(`2026-01-30T0${hour}:00:00.000Z`)),
    };
    expect(pointsWithin(coarse, finer).map(({ atMs }) => new Date(atMs).toISOString().slice(8, 16))).toEqual([
      '29T12:00',
      '30T01:30',
      '30T02:30',
      '31T06:05',
    ]);
    expect(pointsWithin(coarse, undefined)).toHaveLength(3);
  });

  it('have phases that add up to the mean, next to the percentiles', () => {
    expect(pointsOfBuckets(times)[0]).toMatchObject({
      checks: 120,
      totalMs: 12,
      p50Ms: 10,
      p99Ms: 40,
      phasesMs: [1, 2, 0, 8, 1],
    });
  });
});

it('has no percentile of so few checks that it would only be the slowest of them', () => {
  const at = '2026-01-31T10:00:00.000Z';
  const few = {
    from: at,
    to: '2026-01-31T11:00:00.000Z',
    bucketSeconds: 60,
    checks: 39,
    failed: 0,
    measured: 39,
    latency,
  };
  const items = [
    { ...bucket(at), measured: 19 },
    { ...bucket('2026-01-31T10:01:00.000Z'), measured: 20 },
  ];
  expect(pointsOfBuckets({ ...few, items }).map(({ p95Ms }) => p95Ms)).toEqual([null, 30]);
});

it.each([
  [3_600, '1 hour'],
  [21_600, '6 hours'],
  [86_400, '1 day'],
  [300, '5 minutes'],
  [60, '1 minute'],
  [15, '15 seconds'],
])('calls %d seconds %s', (seconds, text) => expect(bucketText(seconds)).toBe(text));
