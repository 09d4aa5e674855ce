import { z } from 'zod';
import { DAY_MS } from '../durations.js';
import { timeParameter } from './paging.js';

/** The stretches of time, up to now, for which there are statistics. */
export const statsWindows = ['1h', '24h', '7d', '30d', '90d'] as const;
export const statsWindow = z.enum(statsWindows).meta({ id: 'StatsWindow', example: '24h' });
export type StatsWindow = z.infer<typeof statsWindow>;

const share = z.number().min(0).max(1).nullable();
const seconds = z.number().min(0);
const milliseconds = z.number().min(0);
const count = z.int().min(0);

/** How long a phase took. The percentiles are within 1 % of the exact ones, the mean is exact. */
export const latencyStats = z
  .object({ meanMs: milliseconds, p50Ms: milliseconds, p95Ms: milliseconds, p99Ms: milliseconds })
  .meta({ id: 'LatencyStats', example: { meanMs: 43.706, p50Ms: 41.312, p95Ms: 68.101, p99Ms: 120.554 } });
export type LatencyStats = z.infer<typeof latencyStats>;

const latencyExample = z.globalRegistry.get(latencyStats)?.example as z.input<typeof latencyStats>;
const latencyOrNull = latencyStats.nullable().meta({ description: 'null: there was no check that got so far.' });

const accounting = {
  availability: share.meta({ description: 'up / (up + down) of the time that is known; null when nothing is known.' }),
  coverage: share.meta({ description: 'How much of the monitored time is known; null when nothing was monitored.' }),
};
const times = {
  upSeconds: seconds,
  downSeconds: seconds,
  unknownSeconds: seconds,
  monitoredSeconds: seconds.meta({ description: 'up, down and unknown together; without the time of maintenance.' }),
  maintenanceSeconds: seconds,
};

export const monitorStats = z
  .object({
    window: statsWindow,
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
      expectedSlots: count.meta({ description: 'Checks that the schedule asked for, one for each slot and location.' }),
      missedSlots: count.meta({ description: 'Those of them without a conclusive result.' }),
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
        dns: { meanMs: 2.31, p50Ms: 2.104, p95Ms: 4.002, p99Ms: 9.871 },
        connect: { meanMs: 8.4, p50Ms: 8.311, p95Ms: 9.92, p99Ms: 12.4 },
        tls: null,
        ttfb: { meanMs: 31.2, p50Ms: 29.85, p95Ms: 55.4, p99Ms: 101.7 },
        transfer: { meanMs: 0.51, p50Ms: 0.477, p95Ms: 0.83, p99Ms: 1.92 },
      },
    },
  });
export type MonitorStats = z.infer<typeof monitorStats>;

const itemOfAll = z.object({ monitorId: z.uuid(), ...accounting, p95Ms: milliseconds.nullable() });

/** The statistics of all monitors in one short answer. */
export const allStats = z
  .object({
    window: statsWindow,
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    latencyFrom: z.iso.datetime().meta({
      description:
        'Response times are of the checks from here on: with very many checks only whole hours are read, the newest ones.',
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

export const statsQuery = z.strictObject({ window: statsWindow.default('24h') });
export type StatsQuery = z.output<typeof statsQuery>;

/** As many as the lists for some monitors answer at once. */
export const MAX_STATS_MONITORS = 100;
export const MAX_DAILY_DAYS = 90;
export const MAX_HOURLY_HOURS = 48;

const monitorIdsParameter = z
  .string()
  .max(MAX_STATS_MONITORS * 37)
  .transform((text) => text.split(','))
  .pipe(z.array(z.uuid()).max(MAX_STATS_MONITORS))
  .meta({ description: 'Ids, separated by commas.', example: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c' });

const dayAccount = z.object({
  date: z.iso.date().meta({ description: 'A day in UTC.' }),
  ...accounting,
  downSeconds: seconds,
  maintenanceSeconds: seconds.meta({ description: 'Time that is not accounted for.' }),
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
        days: z.array(dayAccount).meta({ description: 'The oldest first; the last one is today and not over.' }),
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
  at: z.iso.datetime().meta({ description: 'When the hour begins.' }),
  checks: count,
  failed: count.meta({ description: 'Those of them that found the page down.' }),
  p50Ms: milliseconds
    .nullable()
    .meta({ description: 'The median response time of those that were up or degraded; null when none was.' }),
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
          .meta({ description: 'The oldest first; without those that had no check. The last one is not over.' }),
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
  failed: count.meta({ description: 'Those of them that found the page down.' }),
  measured: count.meta({ description: 'Those of them that were up or degraded: response times are of these.' }),
};

/** How fast a monitor answered over time. */
export const responseTimes = z
  .object({
    from: z.iso.datetime().meta({ description: 'The beginning of the first bucket: at or before what was asked for.' }),
    to: z.iso.datetime(),
    bucketSeconds: z.int().min(10).meta({
      description:
        'Longer for a longer range, so that there are 400 at most; counted in UTC. Whole hours where only their sums are kept.',
    }),
    ...checkCounts,
    latency: latencyOrNull,
    items: z
      .array(
        z.object({
          at: z.iso.datetime().meta({ description: 'When the bucket begins.' }),
          ...checkCounts,
          latency: latencyOrNull,
          phases: phaseMeans.nullable(),
        }),
      )
      .meta({ description: 'The oldest first; without those that had no check.' }),
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
    from: timeParameter.optional().meta({ description: `Default: ${DEFAULT_SERIES_DAYS} days before \`to\`.` }),
    to: timeParameter.optional().meta({ description: 'Default: now.' }),
  })
  .refine(
    (query) => {
      const { fromMs, toMs } = responseTimesRange(query, Date.now());
      return fromMs < toMs && toMs - fromMs <= MAX_SERIES_DAYS * DAY_MS;
    },
    { path: ['from'], error: `must be before "to", by at most ${MAX_SERIES_DAYS} days` },
  );
export type ResponseTimesQuery = z.output<typeof responseTimesQuery>;
