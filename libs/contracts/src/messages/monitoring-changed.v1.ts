import { z } from 'zod';
import { defineMessage, type MessageOf } from './define-message.js';

/** The monitoring of a URL started or ended. Published by the gateway through the outbox. */
export const monitoringChangedV1 = defineMessage({
  name: 'monitoring.changed',
  version: 1,
  stream: 'EVENTS',
  schema: z.object({
    monitorId: z.uuid(),
    name: z.string(),
    url: z.string(),
    /** Copied, as a deleted monitor can no longer be queried. */
    tags: z.array(z.string()),
    change: z.enum(['created', 'enabled', 'disabled', 'deleted']),
    at: z.iso.datetime(),
  }),
});
export type MonitoringChangedV1 = MessageOf<typeof monitoringChangedV1>;
