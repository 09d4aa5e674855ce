import { z } from 'zod';
import { defineMessage, type MessageOf } from './define-message.js';

/** A running instance of a service says that it is alive; sent over core NATS every few seconds. */
export const serviceBeatV1 = defineMessage({
  name: 'service.beat',
  version: 1,
  stream: null,
  schema: z.object({
    service: z.string().max(64),
    instanceId: z.uuid(),
    version: z.string().max(64),
    startedAt: z.iso.datetime(),
    at: z.iso.datetime(),
  }),
});
export type ServiceBeatV1 = MessageOf<typeof serviceBeatV1>;
