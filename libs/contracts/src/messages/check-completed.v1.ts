import { z } from 'zod';
import { checkOutcome, checkTrigger, traceparent } from '../check.js';
import { locationName } from '../probe-spec.js';
import { defineMessage, type MessageOf } from './define-message.js';

export const checkResult = checkOutcome.extend({
  monitorId: z.uuid(),
  scheduledAt: z.iso.datetime(),
  location: locationName,
  trigger: checkTrigger,
  /** When the probe began, by the checker's clock. */
  startedAt: z.iso.datetime(),
  traceparent: traceparent.optional(),
});
export type CheckResult = z.infer<typeof checkResult>;

export const MAX_RESULTS_PER_BATCH = 200;

/** Results, flushed by a checker by number or age. */
export const checkCompletedV1 = defineMessage({
  name: 'check.completed',
  version: 1,
  stream: 'RESULTS',
  schema: z.object({ results: z.array(checkResult).min(1).max(MAX_RESULTS_PER_BATCH) }),
});
export type CheckCompletedV1 = MessageOf<typeof checkCompletedV1>;
