import type { Schemas } from '../api/client.js';
import { phases } from '../time/phases.js';
import { meaningful, MIN_FOR_P99, type Point } from './chart-series.js';

type Times = Schemas['ResponseTimes'];

const SECOND_MS = 1_000;
const units = [
  { seconds: 86_400, one: '1 day', many: 'days' },
  { seconds: 3_600, one: '1 hour', many: 'hours' },
  { seconds: 60, one: '1 minute', many: 'minutes' },
];

/** One point per bucket with data, at its middle; for the current bucket, at the middle of its elapsed part. */
export function pointsOfBuckets({ items, bucketSeconds, to }: Times): Point[] {
  return items.flatMap(({ at, measured, latency, phases: means }): Point[] => {
    if (!latency || !means) return [];
    const startMs = Date.parse(at);
    const endMs = Math.min(startMs + bucketSeconds * SECOND_MS, Date.parse(to));
    return [
      {
        atMs: (startMs + endMs) / 2,
        stretchMs: bucketSeconds * SECOND_MS,
        checks: measured,
        totalMs: latency.meanMs,
        p50Ms: latency.p50Ms,
        p95Ms: meaningful(measured, latency.p95Ms),
        p99Ms: meaningful(measured, latency.p99Ms, MIN_FOR_P99),
        phasesMs: phases.map(({ of }) => of(means) ?? 0),
      },
    ];
  });
}

/** The points of a range, with a higher resolution where shorter buckets exist. */
export function pointsWithin(times: Times, finer: Times | undefined): Point[] {
  const points = pointsOfBuckets(times);
  if (!finer) return points;
  const [fromMs, toMs] = [Date.parse(finer.from), Date.parse(finer.to)];
  return [
    ...points.filter(({ atMs }) => atMs < fromMs),
    ...pointsOfBuckets(finer),
    ...points.filter(({ atMs }) => atMs > toMs),
  ];
}

/** The length of a bucket, such as `1 hour` or `5 minutes`. */
export function bucketText(bucketSeconds: number): string {
  const unit = units.find(({ seconds }) => bucketSeconds % seconds === 0);
  if (!unit) return `${bucketSeconds} seconds`;
  return bucketSeconds === unit.seconds ? unit.one : `${bucketSeconds / unit.seconds} ${unit.many}`;
}
