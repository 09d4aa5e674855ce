import { z } from 'zod';
import { checkStatus, failureReason } from '../check.js';
import { createMonitor, monitorConfig } from '../monitor.js';
import { monitorStatus } from '../monitor-status.js';
import { locationName } from '../probe-spec.js';
import { booleanParameter, pageOf, pageParameters } from './paging.js';

export const lastCheck = z
  .object({
    scheduledAt: z.iso.datetime(),
    status: checkStatus,
    reason: failureReason.nullable(),
    httpStatus: z.int().nullable(),
    totalMs: z.number().min(0),
    detail: z.string(),
  })
  .meta({
    id: 'LastCheck',
    example: {
      scheduledAt: '2026-01-31T12:00:00.000Z',
      status: 'up',
      reason: null,
      httpStatus: 200,
      totalMs: 41.312,
      detail: '',
    },
  });
export type LastCheck = z.infer<typeof lastCheck>;

const configExample = createMonitor.parse({ url: 'https://shop.example/', tags: ['production'] });

/** A monitor as the API shows it: its configuration without secrets, and how it is. */
export const monitorResponse = z
  .object({
    id: z.uuid(),
    ...monitorConfig.shape,
    status: monitorStatus,
    since: z.iso.datetime(),
    lastCheck: lastCheck.nullable(),
    certificateExpiresAt: z.iso.datetime().nullable(),
    /** Whole days until then; negative when it has expired. */
    certificateDaysLeft: z.int().nullable(),
    openWindowId: z.uuid().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    version: z.int().min(1),
  })
  .meta({
    id: 'Monitor',
    example: {
      id: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
      ...configExample,
      name: 'Shop',
      timeoutMs: 10_000,
      status: 'up',
      since: '2026-01-01T00:00:00.000Z',
      lastCheck: z.globalRegistry.get(lastCheck)?.example,
      certificateExpiresAt: '2026-04-01T00:00:00.000Z',
      certificateDaysLeft: 21,
      openWindowId: null,
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
      version: 1,
    },
  });
export type MonitorResponse = z.infer<typeof monitorResponse>;

export const monitorPage = pageOf(monitorResponse).meta({
  id: 'MonitorPage',
  example: { items: [z.globalRegistry.get(monitorResponse)?.example], total: 1, page: 1, pageSize: 50 },
});

const sortKeys = ['name', 'url', 'status', 'createdAt', 'updatedAt', 'responseTime'] as const;
export type MonitorSortKey = (typeof sortKeys)[number];
export const monitorSorts = sortKeys.flatMap((key) => [key, `-${key}`] as const);
export type MonitorSort = MonitorSortKey | `-${MonitorSortKey}`;

/** The different values of a query parameter: repeated, with commas between, or both. */
const valuesOf = (parameter: unknown): unknown[] => [
  ...new Set([parameter].flat().flatMap((one: unknown) => (typeof one === 'string' ? one.split(',') : [one]))),
];

export const listMonitorsQuery = z.strictObject({
  status: z
    .preprocess(valuesOf, z.array(monitorStatus))
    .optional()
    .meta({ description: 'One or more: `status=down&status=unknown` or `status=down,unknown`.' }),
  enabled: booleanParameter.optional(),
  tag: z.string().min(1).max(64).optional(),
  location: locationName.optional().meta({ description: 'Monitors with this location, possibly among others.' }),
  q: z.string().min(1).max(200).optional().meta({ description: 'A part of the name or URL.' }),
  sort: z
    .enum(monitorSorts)
    .default('name')
    .meta({ description: 'A leading minus sorts descending. By status, monitors that are down come first.' }),
  ...pageParameters,
});
export type ListMonitorsQuery = z.output<typeof listMonitorsQuery>;
