import { z } from 'zod';
import { checkStatus } from '../check.js';
import { downtimeClosedV1, downtimeOpenedV1 } from '../messages/events.v1.js';

export const liveEventsQuery = z.strictObject({ monitorId: z.uuid().optional() });
export type LiveEventsQuery = z.output<typeof liveEventsQuery>;

/** Data of a `check` event: a check was stored a moment ago. */
export const liveCheck = z
  .object({
    monitorId: z.uuid(),
    scheduledAt: z.iso.datetime(),
    location: z.string(),
    status: checkStatus,
    totalMs: z.number().min(0),
  })
  .meta({
    id: 'LiveCheck',
    example: {
      monitorId: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
      scheduledAt: '2026-01-31T12:00:00.000Z',
      location: 'default',
      status: 'up',
      totalMs: 41.312,
    },
  });
export type LiveCheck = z.infer<typeof liveCheck>;

const windowExample = {
  windowId: '0d6a6f3e-7c1b-4a57-8b5e-9f1c2d3e4f5a',
  monitorId: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
  name: 'Shop',
  url: 'https://shop.example/',
  startedAt: '2026-01-31T12:00:00.000Z',
  lastGoodAt: '2026-01-31T11:59:00.000Z',
  reason: 'http_status',
  detail: 'HTTP 503 Service Unavailable (expected 2xx)',
};

/** Data of a `downtime` event. */
export const liveDowntime = z
  .discriminatedUnion('change', [
    downtimeOpenedV1.schema.extend({ change: z.literal('opened') }),
    downtimeClosedV1.schema.extend({ change: z.literal('closed') }),
  ])
  .meta({ id: 'LiveDowntime', example: { change: 'opened', ...windowExample } });
