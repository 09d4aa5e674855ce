import { z } from 'zod';
import { checkTrigger, traceparent } from '../check.js';
import { locationName, probeSpec } from '../probe-spec.js';
import { MAX_CHECKS_PER_BUNDLE } from './check-run.v1.js';
import { defineMessage, type MessageOf } from './define-message.js';

export const dueCheck = z.object({
  monitorId: z.uuid(),
  /** The slot: together with the monitor and the location it is the identity of the check. */
  scheduledAt: z.iso.datetime(),
  trigger: checkTrigger,
  /** A check that is older than this when a checker receives it is no longer run: its slot becomes a gap. */
  expiresAfterMs: z.int().min(1),
  spec: probeSpec,
  traceparent: traceparent.optional(),
});
export type DueCheck = z.infer<typeof dueCheck>;

/** Due checks for the checkers of one location, bundled because a message costs as much as a check. */
export const checkRunV2 = defineMessage({
  name: 'check.run',
  version: 2,
  stream: 'CHECKS',
  schema: z.object({ location: locationName, checks: z.array(dueCheck).min(1).max(MAX_CHECKS_PER_BUNDLE) }),
  route: (message) => message.location,
});
export type CheckRunV2 = MessageOf<typeof checkRunV2>;
