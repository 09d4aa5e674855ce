import { z } from 'zod';
import { locationName, probeSpec } from '../probe-spec.js';
import { defineMessage, type MessageOf } from './define-message.js';

/**
 * Request and reply over core NATS: probe at once and answer with the outcome, a `probeNowReplyV1`. With `monitorId` the
 * result is also published as a manual check of that monitor; without it nothing is stored.
 */
export const probeNowV2 = defineMessage({
  name: 'probe.now',
  version: 2,
  stream: null,
  schema: z.object({
    location: locationName,
    monitorId: z.uuid().nullable(),
    scheduledAt: z.iso.datetime(),
    spec: probeSpec,
  }),
  route: (message) => message.location,
});
export type ProbeNowV2 = MessageOf<typeof probeNowV2>;
