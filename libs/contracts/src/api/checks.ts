import { z } from 'zod';
import { checkFacts, checkOddities, checkStatus, checkTrigger, failureReason } from '../check.js';
import { locationName } from '../probe-spec.js';
import { cursorParameter, seriesOf, timeParameter } from './paging.js';

const milliseconds = z.number().min(0);

/** Milliseconds with three decimals; null when the phase did not happen. */
export const checkTimings = z
  .object({
    dnsMs: milliseconds.nullable(),
    connectMs: milliseconds.nullable(),
    tlsMs: milliseconds.nullable(),
    ttfbMs: milliseconds.nullable(),
    transferMs: milliseconds.nullable(),
    totalMs: milliseconds.nullable(),
  })
  .meta({
    id: 'CheckTimings',
    example: { dnsMs: 2.104, connectMs: 8.311, tlsMs: 12.02, ttfbMs: 18.4, transferMs: 0.477, totalMs: 41.312 },
  });
export type CheckTimings = z.infer<typeof checkTimings>;

export const check = z
  .object({
    scheduledAt: z.iso.datetime(),
    startedAt: z.iso.datetime(),
    location: locationName,
    trigger: checkTrigger,
    status: checkStatus,
    reason: failureReason.nullable(),
    detail: z.string(),
    httpStatus: z.int().nullable(),
    timings: checkTimings,
  })
  .meta({
    id: 'Check',
    example: {
      scheduledAt: '2026-01-31T12:00:00.000Z',
      startedAt: '2026-01-31T12:00:00.007Z',
      location: 'default',
      trigger: 'schedule',
      status: 'up',
      reason: null,
      detail: '',
      httpStatus: 200,
      timings: z.globalRegistry.get(checkTimings)?.example,
    },
  });
export type Check = z.infer<typeof check>;

const checkExample = z.globalRegistry.get(check)?.example as z.input<typeof check>;

/** What a check that was asked for just now found, with everything the probe saw. */
export const checkNowResult = check.extend({ facts: checkFacts }).meta({
  id: 'CheckNowResult',
  example: { ...checkExample, trigger: 'manual', facts: { address: '192.0.2.10', ipFamily: 4, bodyBytes: 10_240 } },
});
export type CheckNowResult = z.infer<typeof checkNowResult>;

/** A check that was asked for and of which no result is stored yet. */
export const checkNowPending = z
  .object({
    monitorId: z.uuid(),
    scheduledAt: z.iso.datetime(),
    location: locationName,
    detail: z.string().meta({ description: 'The state of the check, and where its result will appear.' }),
  })
  .meta({
    id: 'CheckNowPending',
    example: {
      monitorId: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
      scheduledAt: '2026-01-31T12:00:00.000Z',
      location: 'default',
      detail:
        'The check has finished (up), but its result is not stored yet. Find its result at the URL in the Location header.',
    },
  });
export type CheckNowPending = z.infer<typeof checkNowPending>;

export const checkSeries = seriesOf(check).meta({
  id: 'CheckSeries',
  example: { items: [checkExample], nextCursor: 'MTc2OTg2MDgwMDAwMC4x' },
});

export const latestChecks = z
  .object({ items: z.array(check) })
  .meta({ id: 'LatestChecks', example: { items: [checkExample] } });

/** What strayed from the standards in the newest good answer of a monitor, and since when it has been just that. */
export const monitorOddities = z
  .object({
    oddities: checkOddities,
    since: z.iso.datetime().nullable().meta({ description: 'null when nothing strays.' }),
  })
  .meta({
    id: 'MonitorOddities',
    example: {
      oddities: [
        'The server does not send its intermediate certificate (CN=Intermediate): browsers fetch it, many other programs refuse.',
      ],
      since: '2026-01-31T12:00:00.000Z',
    },
  });
export type MonitorOddities = z.infer<typeof monitorOddities>;

export const listChecksQuery = z.strictObject({
  from: timeParameter.optional(),
  to: timeParameter.optional(),
  status: checkStatus.optional(),
  location: locationName.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: cursorParameter,
});
export type ListChecksQuery = z.output<typeof listChecksQuery>;

export const checkNowQuery = z.strictObject({
  location: locationName.optional().meta({ description: 'Defaults to the first location of the monitor.' }),
});
export type CheckNowQuery = z.output<typeof checkNowQuery>;

/** Slots without a result: the status is unknown, and no statistic counts them as up or down. */
export const gap = z
  .object({
    from: z.iso.datetime(),
    until: z.iso.datetime(),
    location: z.string(),
    slots: z.int().min(1),
  })
  .meta({
    id: 'Gap',
    example: {
      from: '2026-01-31T12:00:00.000Z',
      until: '2026-01-31T12:05:00.000Z',
      location: 'default',
      slots: 5,
    },
  });
export type Gap = z.infer<typeof gap>;

export const gapSeries = seriesOf(gap).meta({
  id: 'GapSeries',
  example: { items: [z.globalRegistry.get(gap)?.example], nextCursor: null },
});

export const listGapsQuery = z.strictObject({
  from: timeParameter.optional(),
  to: timeParameter.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: cursorParameter,
});
export type ListGapsQuery = z.output<typeof listGapsQuery>;
