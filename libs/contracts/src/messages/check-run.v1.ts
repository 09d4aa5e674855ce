import { z } from 'zod';
import { checkTrigger, traceparent } from '../check.js';
import { locationName } from '../probe-spec.js';
import { defineMessage, type MessageOf } from './define-message.js';
import { probeSpecV1 } from './probe-spec.v1.js';

export const dueCheckV1 = z.object({
  monitorId: z.uuid(),
  scheduledAt: z.iso.datetime(),
  trigger: checkTrigger,
  expiresAfterMs: z.int().min(1),
  spec: probeSpecV1,
  traceparent: traceparent.optional(),
});
export type DueCheckV1 = z.infer<typeof dueCheckV1>;

export const MAX_CHECKS_PER_BUNDLE = 50;

/** `check.run` of the release before: still published for what its checkers understand. See check-run.v2.ts. */
export const checkRunV1 = defineMessage({
  name: 'check.run',
  version: 1,
  stream: 'CHECKS',
  schema: z.object({ location: locationName, checks: z.array(dueCheckV1).min(1).max(MAX_CHECKS_PER_BUNDLE) }),
  route: (message) => message.location,
});
export type CheckRunV1 = MessageOf<typeof checkRunV1>;
