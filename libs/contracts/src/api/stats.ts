import { z } from 'zod';
import { DAY_MS } from '../durations.js';
import { timeParameter } from './paging.js';

/** The stretches of time, up to now, for which there are statistics. */
export const statsPeriods = ['1h', '24h', '7d', '30d', '90d'] as const;
export const statsPeriod = z.enum(statsPeriods).meta({ id: 'StatsPeriod', example: '24h' });
export type StatsPeriod = z.infer<typeof statsPeriod>;

const share = z.number().min(0).max(1).nullable();
const seconds = z.number().min(0);
const milliseconds = z.number().min(0);
const count = z.int().min(0);

/**
 * The duration of a phase. Percentiles are those of the nearest rank, within 1% of the exact ones; the mean is exact. Of
 * fewer than twenty checks a p95 says no more than the slowest of them.
 */
export const latencyStats = z
  .object({
    measured: count.meta({ description: 'The checks that were measured.' }),
    meanMs: milliseconds,
    p50Ms: milliseconds,
    p95Ms: milliseconds,
    p99Ms: milliseconds,
  })
  .meta({
    id: 'LatencyStats',
    example: { measured: 1442, meanMs: 43.706, p50Ms: 41.312, p95Ms: 68.101, p99Ms: 120.554 },
  });
export type LatencyStats = z.infer<typeof latencyStats>;

const latencyExample = z.globalRegistry.get(latencyStats)?.example as z.input<typeof latencyStats>;
const latencyOrNull = latencyStats.nullable().meta({ description: 'null: no check reached this phase.' });

const accounting = {
  availability: share.meta({ description: 'up / (up + down) of the known time; null if nothing is known.' }),
  coverage: share.meta({
    description: 'The share of the monitored time that is known; null if nothing was monitored.',
  }),
};
const times = {
  upSeconds: seconds,
  downSeconds: seconds,
  unknownSeconds: seconds,
  monitoredSeconds: seconds.meta({ description: 'The sum of up, down and unknown; excludes maintenance.' }),
  maintenanceSeconds: seconds,
};

export const monitorStats = z
  .object({
    window: statsPeriod,
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    ...accounting,
    ...times,
    downtimeWindows: count,
    checks: z.object({
      up: count,
      degraded: count,
      down: count,
      unknown: count,
      expectedSlots: count.meta({ description: 'Scheduled checks, one per slot and location.' }),
      missedSlots: count.meta({ description: 'Scheduled checks without a conclusive result.' }),
    }),
    latency: z.object({
      total: latencyOrNull,
      dns: latencyOrNull,
      connect: latencyOrNull,
      tls: latencyOrNull,
      ttfb: latencyOrNull,
      transfer: latencyOrNull,
    }),
  })
  .meta({
    id: 'MonitorStats',
    example: {
      window: '24h',
      from: '2026-01-30T12:00:00.000Z',
      to: '2026-01-31T12:00:00.000Z',
      availability: 0.997_222,
      coverage: 1,
      upSeconds: 86_160,
      downSeconds: 240,
      unknownSeconds: 0,
      monitoredSeconds: 86_400,
      maintenanceSeconds: 0,
      downtimeWindows: 1,
      checks: { up: 1436, degraded: 0, down: 6, unknown: 0, expectedSlots: 1440, missedSlots: 0 },
      latency: {
        total: latencyExample,
        dns: { measured: 1442, meanMs: 2.31, p50Ms: 2.104, p95Ms: 4.002, p99Ms: 9.871 },
        connect: { measured: 1442, meanMs: 8.4, p50Ms: 8.311, p95Ms: 9.92, p99Ms: 12.4 },
        tls: null,
        ttfb: { measured: 1442, meanMs: 31.2, p50Ms: 29.85, p95Ms: 55.4, p99Ms: 101.7 },
        transfer: { measured: 1442, meanMs: 0.51, p50Ms: 0.477, p95Ms: 0.83, p99Ms: 1.92 },
      },
    },
  });
export type MonitorStats = z.infer<typeof monitorStats>;

const itemOfAll = z.object({ monitorId: z.uuid(), ...accounting, p95Ms: milliseconds.nullable() });

/** The statistics of all monitors in one short answer. */
export const allStats = z
  .object({
    window: statsPeriod,
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    latencyFrom: z.iso.datetime().meta({
      description:
        'Response times cover checks from this time on: with very many checks, only the newest whole hours are read.',
    }),
    latencyTo: z.iso.datetime(),
    totals: z.object({
      monitors: count,
      ...accounting,
      ...times,
      latency: latencyOrNull,
    }),
    items: z.array(itemOfAll),
  })
  .meta({
    id: 'AllStats',
    example: {
      window: '24h',
      from: '2026-01-30T12:00:00.000Z',
      to: '2026-01-31T12:00:00.000Z',
      latencyFrom: '2026-01-30T12:00:00.000Z',
      latencyTo: '2026-01-31T12:00:00.000Z',
      totals: {
        monitors: 1,
        availability: 0.997_222,
        coverage: 1,
        upSeconds: 86_160,
        downSeconds: 240,
        unknownSeconds: 0,
        monitoredSeconds: 86_400,
        maintenanceSeconds: 0,
        latency: latencyExample,
      },
      items: [
        {
          monitorId: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
          availability: 0.997_222,
          coverage: 1,
          p95Ms: 68.101,
        },
      ],
    },
  });
export type AllStats = z.infer<typeof allStats>;

export const statsQuery = z.strictObject({ window: statsPeriod.default('24h') });
export type StatsQuery = z.output<typeof statsQuery>;

/** The maximum of the lists for some monitors. */
export const MAX_STATS_MONITORS = 100;
export const MAX_DAILY_DAYS = 90;
export const MAX_HOURLY_HOURS = 48;

const monitorIdsParameter = z
  .string()
  .max(MAX_STATS_MONITORS * 37)
  .transform((text) => text.split(','))
  .pipe(z.array(z.uuid()).max(MAX_STATS_MONITORS))
  .meta({ description: 'Comma-separated IDs.', example: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c' });

const dayAccount = z.object({
  date: z.iso.date().meta({ description: 'A day in UTC.' }),
  ...accounting,
  downSeconds: seconds,
  maintenanceSeconds: seconds.meta({ description: 'Time excluded from the account.' }),
});
export type DayAccount = z.infer<typeof dayAccount>;

/** How monitors were on each day, such as for a bar with a cell a day. */
export const dailyStats = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    items: z.array(
      z.object({
        monitorId: z.uuid(),
        ...accounting,
        days: z.array(dayAccount).meta({ description: 'Oldest first; the last one is today and incomplete.' }),
      }),
    ),
  })
  .meta({
    id: 'DailyStats',
    example: {
      from: '2026-01-30T00:00:00.000Z',
      to: '2026-01-31T12:00:00.000Z',
      items: [
        {
          monitorId: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
          availability: 0.998_148,
          coverage: 1,
          days: [
            { date: '2026-01-30', availability: 0.997_222, coverage: 1, downSeconds: 240, maintenanceSeconds: 0 },
            { date: '2026-01-31', availability: 1, coverage: 1, downSeconds: 0, maintenanceSeconds: 0 },
          ],
        },
      ],
    },
  });
export type DailyStats = z.infer<typeof dailyStats>;

export const dailyStatsQuery = z.strictObject({
  monitorIds: monitorIdsParameter,
  days: z.coerce.number().int().min(1).max(MAX_DAILY_DAYS).default(MAX_DAILY_DAYS),
});
export type DailyStatsQuery = z.output<typeof dailyStatsQuery>;

const hourAccount = z.object({
  at: z.iso.datetime().meta({ description: 'The start of the hour.' }),
  checks: count,
  failed: count.meta({ description: 'Checks with the result down.' }),
  p50Ms: milliseconds
    .nullable()
    .meta({ description: 'The median response time of checks that were up or degraded; null if there were none.' }),
});

/** How fast monitors answered in each hour, such as for a line of the size of a word. */
export const hourlyStats = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    items: z.array(
      z.object({
        monitorId: z.uuid(),
        hours: z
          .array(hourAccount)
          .meta({ description: 'Oldest first, without hours that had no checks. The last one is incomplete.' }),
      }),
    ),
  })
  .meta({
    id: 'HourlyStats',
    example: {
      from: '2026-01-31T11:00:00.000Z',
      to: '2026-01-31T12:20:00.000Z',
      items: [
        {
          monitorId: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
          hours: [
            { at: '2026-01-31T11:00:00.000Z', checks: 60, failed: 4, p50Ms: 41.312 },
            { at: '2026-01-31T12:00:00.000Z', checks: 20, failed: 0, p50Ms: 40.067 },
          ],
        },
      ],
    },
  });
export type HourlyStats = z.infer<typeof hourlyStats>;

export const hourlyStatsQuery = z.strictObject({
  monitorIds: monitorIdsParameter,
  hours: z.coerce.number().int().min(1).max(MAX_HOURLY_HOURS).default(24),
});
export type HourlyStatsQuery = z.output<typeof hourlyStatsQuery>;

export const MAX_SERIES_DAYS = 400;

const phaseMeans = z
  .object({
    dnsMs: milliseconds,
    connectMs: milliseconds,
    tlsMs: milliseconds,
    ttfbMs: milliseconds,
    transferMs: milliseconds,
  })
  .meta({ description: 'Means; a phase that did not happen counts as 0, so that they add up to meanMs.' });

const checkCounts = {
  checks: count,
  failed: count.meta({ description: 'Checks with the result down.' }),
  measured: count.meta({ description: 'Checks that were up or degraded: response times cover these.' }),
};

/** How fast a monitor answered over time. */
export const responseTimes = z
  .object({
    from: z.iso.datetime().meta({ description: 'The start of the first bucket, at or before the requested start.' }),
    to: z.iso.datetime(),
    bucketSeconds: z.int().min(10).meta({
      description:
        'Longer for a longer range, so that there are at most 400 buckets; aligned to UTC. Whole hours where only rollups are kept.',
    }),
    ...checkCounts,
    latency: latencyOrNull,
    items: z
      .array(
        z.object({
          at: z.iso.datetime().meta({ description: 'The start of the bucket.' }),
          ...checkCounts,
          latency: latencyOrNull,
          phases: phaseMeans.nullable(),
        }),
      )
      .meta({ description: 'Oldest first, without buckets that had no checks.' }),
  })
  .meta({
    id: 'ResponseTimes',
    example: {
      from: '2026-01-24T12:00:00.000Z',
      to: '2026-01-31T12:00:00.000Z',
      bucketSeconds: 3600,
      checks: 60,
      failed: 0,
      measured: 60,
      latency: latencyExample,
      items: [
        {
          at: '2026-01-31T11:00:00.000Z',
          checks: 60,
          failed: 0,
          measured: 60,
          latency: latencyExample,
          phases: { dnsMs: 2.31, connectMs: 8.4, tlsMs: 0, ttfbMs: 32.486, transferMs: 0.51 },
        },
      ],
    },
  });
export type ResponseTimes = z.infer<typeof responseTimes>;

const DEFAULT_SERIES_DAYS = 7;

/** The range that the query means, in milliseconds since 1970. */
export function responseTimesRange(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  nowMs: number,
) {
  const toMs = to === undefined ? nowMs : Date.parse(to);
  return { fromMs: from === undefined ? toMs - DEFAULT_SERIES_DAYS * DAY_MS : Date.parse(from), toMs };
}

export const responseTimesQuery = z
  .strictObject({
    from: timeParameter.optional().meta({ description: `Defaults to ${DEFAULT_SERIES_DAYS} days before \`to\`.` }),
    to: timeParameter.optional().meta({ description: 'Defaults to now.' }),
  })
  .refine(
    (query) => {
      const { fromMs, toMs } = responseTimesRange(query, Date.now());
      return fromMs < toMs && toMs - fromMs <= MAX_SERIES_DAYS * DAY_MS;
    },
    { path: ['from'], error: `must be before "to", by at most ${MAX_SERIES_DAYS} days` },
  );
export type ResponseTimesQuery = z.output<typeof responseTimesQuery>;
