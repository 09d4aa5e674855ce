import { z } from 'zod';
import { pageOf, pageParameters } from './paging.js';

/**
 * `pending`: not attempted yet; `retrying`: failed, will be retried; `dead`: failed permanently, can be retried
 * manually; `merged`: grouped in a digest, or told in the message about its incident; `muted`: not sent, `detail` says why.
 */
export const deliveryStates = ['pending', 'retrying', 'delivered', 'dead', 'merged', 'muted'] as const;
export const deliveryState = z.enum(deliveryStates).meta({ id: 'DeliveryState', example: 'delivered' });
export type DeliveryState = z.infer<typeof deliveryState>;

/** What a message is about. */
export const deliveryKinds = [
  'down',
  'recovered',
  'degraded',
  'restored',
  'certificate',
  'monitoring',
  'reminder',
  'update',
  'flapping',
  'calm',
  'unchecked',
  'checked',
  'network-lost',
  'network-back',
  'digest',
] as const;
export const deliveryKind = z.enum(deliveryKinds).meta({ id: 'DeliveryKind', example: 'down' });
export type DeliveryKind = z.infer<typeof deliveryKind>;

/** One message to one channel. */
export const delivery = z
  .object({
    id: z.uuid(),
    channelId: z.uuid(),
    channelName: z.string(),
    kind: deliveryKind,
    monitorId: z.uuid().nullable(),
    monitorName: z.string().nullable(),
    windowId: z.uuid().nullable(),
    digestId: z
      .uuid()
      .nullable()
      .meta({ description: 'The digest, or the message about the incident, that contains a merged delivery.' }),
    state: deliveryState,
    attempts: z.int().min(0),
    status: z.int().nullable().meta({ description: 'Status of the last response (HTTP or SMTP).' }),
    detail: z.string().meta({ description: 'The last response of the receiver, or why nothing was sent.' }),
    occurredAt: z.iso.datetime(),
    createdAt: z.iso.datetime(),
    lastTriedAt: z.iso.datetime().nullable(),
    nextTryAt: z.iso.datetime().nullable(),
    deliveredAt: z.iso.datetime().nullable(),
  })
  .meta({
    id: 'Delivery',
    example: {
      id: '1c0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
      channelId: '8d0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
      channelName: 'Operations',
      kind: 'down',
      monitorId: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
      monitorName: 'Shop',
      windowId: '0d6a6f3e-7c1b-4a57-8b5e-9f1c2d3e4f5a',
      digestId: null,
      state: 'delivered',
      attempts: 1,
      status: 200,
      detail: 'ok',
      occurredAt: '2026-01-31T12:00:00.000Z',
      createdAt: '2026-01-31T12:00:10.100Z',
      lastTriedAt: '2026-01-31T12:00:20.100Z',
      nextTryAt: null,
      deliveredAt: '2026-01-31T12:00:20.300Z',
    },
  });
export type DeliveryResponse = z.infer<typeof delivery>;

export const deliveryPage = pageOf(delivery).meta({
  id: 'DeliveryPage',
  example: { items: [z.globalRegistry.get(delivery)?.example], total: 1, page: 1, pageSize: 50 },
});

export const listDeliveriesQuery = z.strictObject({
  state: deliveryState.optional(),
  channelId: z.uuid().optional(),
  monitorId: z.uuid().optional(),
  windowId: z.uuid().optional(),
  ...pageParameters,
});
export type ListDeliveriesQuery = z.output<typeof listDeliveriesQuery>;
