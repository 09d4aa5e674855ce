import { z } from 'zod';
import { checkOutcome } from '../check.js';
import { locationName, probeSpec } from '../probe-spec.js';
import { defineMessage, type MessageOf } from './define-message.js';

/**
 * Request and reply over core NATS: probe at once and answer with the outcome. With `monitorId` the result is also
 * published as a manual check of that monitor; without it nothing is stored.
 */
export const probeNowV1 = defineMessage({
  name: 'probe.now',
  version: 1,
  stream: null,
  schema: z.object({
    location: locationName,
    monitorId: z.uuid().nullable(),
    scheduledAt: z.iso.datetime(),
    spec: probeSpec,
  }),
  route: (message) => message.location,
});
export type ProbeNowV1 = MessageOf<typeof probeNowV1>;

export const probeNowReplyV1 = z.object({ startedAt: z.iso.datetime(), outcome: checkOutcome });
export type ProbeNowReplyV1 = z.infer<typeof probeNowReplyV1>;
