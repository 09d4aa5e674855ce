import { z } from 'zod';
import { locationName } from '../probe-spec.js';
import { defineMessage, type MessageOf } from './define-message.js';

/** Requests checks from the scheduler in addition to the regular slots. */
export const checkRequestedV1 = defineMessage({
  name: 'check.requested',
  version: 1,
  stream: 'CONTROL',
  schema: z.discriminatedUnion('kind', [
    /** One more check at a time, to confirm a failure or a recovery; from another location where there is one. */
    z.object({ kind: z.literal('confirm'), monitorId: z.uuid(), at: z.iso.datetime(), location: locationName }),
    /** The circuit breaker opened at a slot: check at this cadence from there on. */
    z.object({
      kind: z.literal('cool-down'),
      monitorId: z.uuid(),
      from: z.iso.datetime(),
      cooldownSeconds: z.int().min(1),
    }),
    /** The circuit breaker closed at a slot: back to the monitor's own interval. */
    z.object({ kind: z.literal('resume'), monitorId: z.uuid(), from: z.iso.datetime() }),
    /** Check every enabled monitor now. */
    z.object({ kind: z.literal('check-all'), at: z.iso.datetime() }),
  ]),
});
export type CheckRequestedV1 = MessageOf<typeof checkRequestedV1>;
