import type { Schemas } from '../api/client.js';
import { phases } from '../time/phases.js';
import type { Point } from './chart-series.js';

type Times = Schemas['ResponseTimes'];

const SECOND_MS = 1_000;
const units = [
  { seconds: 86_400, one: 'a day', many: 'days' },
  { seconds: 3_600, one: 'an hour', many: 'hours' },
  { seconds: 60, one: 'a minute', many: 'minutes' },
];

/** One point for each bucket that was measured, in its middle; of the one that goes on, in the middle of what is over. */
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
        p95Ms: latency.p95Ms,
        p99Ms: latency.p99Ms,
        phasesMs: phases.map(({ of }) => of(means) ?? 0),
      },
    ];
  });
}

/** The points of a range, with more of them in the part of which there are shorter buckets. */
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

/** How long a bucket is, such as `an hour` or `5 minutes`. */
export function bucketText(bucketSeconds: number): string {
  const unit = units.find(({ seconds }) => bucketSeconds % seconds === 0);
  if (!unit) return `${bucketSeconds} seconds`;
  return bucketSeconds === unit.seconds ? unit.one : `${bucketSeconds / unit.seconds} ${unit.many}`;
}
