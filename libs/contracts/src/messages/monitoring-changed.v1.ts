import { z } from 'zod';
import { defineMessage, type MessageOf } from './define-message.js';

/** Somebody began or ended the monitoring of a page. Comes from the gateway by the outbox. */
export const monitoringChangedV1 = defineMessage({
  name: 'monitoring.changed',
  version: 1,
  stream: 'EVENTS',
  schema: z.object({
    monitorId: z.uuid(),
    name: z.string(),
    url: z.string(),
    /** As they were: a monitor that was deleted cannot be asked any more. */
    tags: z.array(z.string()),
    change: z.enum(['created', 'enabled', 'disabled', 'deleted']),
    at: z.iso.datetime(),
  }),
});
export type MonitoringChangedV1 = MessageOf<typeof monitoringChangedV1>;
