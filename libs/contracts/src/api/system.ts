import { z } from 'zod';
import { serviceBeatV1 } from '../messages/service-beat.v1.js';
import { monitorStatuses } from '../monitor-status.js';

const count = z.int().min(0);

const { service, instanceId, version, startedAt, at } = serviceBeatV1.schema.shape;

export const serviceInstance = z
  .object({
    service,
    instanceId,
    version,
    /** The machine, container or pod that it runs in; null if it does not say. */
    host: z.string().nullable(),
    /** Of a checker: whose checks it takes. */
    location: z.string().nullable(),
    /** `missing`: it fell silent without having said that it ends, and is shown for ten minutes more. */
    state: z.enum(['alive', 'missing']),
    startedAt,
    uptimeSeconds: z.number().min(0),
    /** When it was last heard of. */
    at,
    /** How late it was at worst with what it did in the seconds before that; null when it did nothing. */
    lagSeconds: z.number().min(0).nullable(),
  })
  .meta({
    id: 'ServiceInstance',
    example: {
      service: 'checker',
      instanceId: '7b1e2c3d-4f5a-4b6c-8d7e-9f0a1b2c3d4e',
      version: '0.1.0',
      host: 'wakeful-checker-5d9c7b6f4-x2x9k',
      location: 'default',
      state: 'alive',
      startedAt: '2026-01-31T11:00:00.000Z',
      uptimeSeconds: 3600,
      at: '2026-01-31T12:00:00.000Z',
      lagSeconds: 0.021,
    },
  });
export type ServiceInstance = z.infer<typeof serviceInstance>;

const bytes = z.int().min(0);
const bytesPerDay = bytes.nullable().meta({
  description: 'Measured growth, from the partitions of the last 7 days; null in the first 6 hours.',
});
const forecastBytes = bytes.nullable().meta({
  description: 'The projected size at full retention; null if bytesPerDay is null.',
});

/** How large the database is, and how large it will be. */
export const databaseGrowth = z
  .object({
    sizeBytes: bytes.meta({ description: 'The whole database, including indexes.' }),
    bytesPerDay,
    forecastBytes,
    tables: z
      .array(
        z.object({
          table: z.enum(['checks', 'check_rollups', 'network_events']),
          sizeBytes: bytes,
          bytesPerDay,
          retentionDays: z.int().min(1).meta({ description: 'The configured retention in days.' }),
          forecastBytes,
        }),
      )
      .meta({ description: 'Data that grows with every check or browser check and is deleted by retention.' }),
    otherBytes: bytes.meta({ description: 'Everything else. The forecast assumes that it does not grow.' }),
  })
  .meta({
    id: 'DatabaseGrowth',
    example: {
      sizeBytes: 62_000_000,
      bytesPerDay: 2_110_000,
      forecastBytes: 188_940_000,
      tables: [
        {
          table: 'checks',
          sizeBytes: 40_000_000,
          bytesPerDay: 1_800_000,
          retentionDays: 30,
          forecastBytes: 54_000_000,
        },
        {
          table: 'check_rollups',
          sizeBytes: 7_000_000,
          bytesPerDay: 300_000,
          retentionDays: 400,
          forecastBytes: 120_000_000,
        },
        { table: 'network_events', sizeBytes: 200_000, bytesPerDay: 10_000, retentionDays: 14, forecastBytes: 140_000 },
      ],
      otherBytes: 14_800_000,
    },
  });

/** The health of Wakeful itself. */
export const systemStatus = z
  .object({
    at: z.iso.datetime(),
    schedule: z.object({
      /** Age of the oldest check that is due and was not handed out. */
      lagSeconds: z.number().min(0),
      dueChecks: count,
    }),
    /** Each stream; null while NATS cannot be asked. */
    queues: z
      .record(
        z.string(),
        z.object({
          messages: count.meta({ description: 'What is stored. A stream of events keeps what was consumed.' }),
          pending: count.meta({ description: 'What waits to be consumed, by the consumer that is furthest behind.' }),
        }),
      )
      .nullable(),
    missedSlotsLast24h: count,
    openWindows: count,
    monitors: z.object({
      total: count,
      byStatus: z.object(Object.fromEntries(monitorStatuses.map((status) => [status, count]))),
      /** Where they are checked from; one with several locations is counted in each. */
      byLocation: z.record(z.string(), count),
    }),
    database: databaseGrowth,
    services: z.array(serviceInstance),
  })
  .meta({
    id: 'SystemStatus',
    example: {
      at: '2026-01-31T12:00:00.000Z',
      schedule: { lagSeconds: 0, dueChecks: 0 },
      queues: { CHECKS: { messages: 0, pending: 0 }, RESULTS: { messages: 3, pending: 3 } },
      missedSlotsLast24h: 0,
      openWindows: 1,
      monitors: {
        total: 12,
        byStatus: { pending: 0, up: 10, degraded: 0, down: 1, unknown: 0, paused: 1, maintenance: 0 },
        byLocation: { default: 12, 'eu-west': 3 },
      },
      database: z.globalRegistry.get(databaseGrowth)?.example,
      services: [z.globalRegistry.get(serviceInstance)?.example],
    },
  });
export type SystemStatus = z.infer<typeof systemStatus>;

export const accepted = z
  .object({ accepted: z.literal(true), at: z.iso.datetime() })
  .meta({ id: 'Accepted', example: { accepted: true, at: '2026-01-31T12:00:00.000Z' } });
export type Accepted = z.infer<typeof accepted>;
