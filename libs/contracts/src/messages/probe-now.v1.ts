import { z } from 'zod';
import { checkOutcome } from '../check.js';
import { locationName } from '../probe-spec.js';
import { defineMessage, type MessageOf } from './define-message.js';
import { probeSpecV1 } from './probe-spec.v1.js';

/** `probe.now` of the release before: still asked for what its checkers understand. See probe-now.v2.ts. */
export const probeNowV1 = defineMessage({
  name: 'probe.now',
  version: 1,
  stream: null,
  schema: z.object({
    location: locationName,
    monitorId: z.uuid().nullable(),
    scheduledAt: z.iso.datetime(),
    spec: probeSpecV1,
  }),
  route: (message) => message.location,
});
export type ProbeNowV1 = MessageOf<typeof probeNowV1>;

export const probeNowReplyV1 = z.object({ startedAt: z.iso.datetime(), outcome: checkOutcome });
export type ProbeNowReplyV1 = z.infer<typeof probeNowReplyV1>;
