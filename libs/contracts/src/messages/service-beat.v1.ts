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
    /** The machine, container or pod that it runs in. */
    host: z.string().max(255).optional(),
    /** Of a checker: whose checks it takes. */
    location: z.string().max(64).optional(),
    /** How late it was at worst with what it did since the last beat; not there when it did nothing. */
    lagSeconds: z.number().min(0).optional(),
    /** The last beat of an instance that ends in order. */
    isStopping: z.boolean().optional(),
  }),
});
export type ServiceBeatV1 = MessageOf<typeof serviceBeatV1>;
