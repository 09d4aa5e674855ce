import { z } from 'zod';
import { defineMessage, type MessageOf } from './define-message.js';

/** Request and reply over core NATS: put the dead letter of this number back where it came from. */
export const deadLetterRetryV1 = defineMessage({
  name: 'dead-letter.retry',
  version: 1,
  stream: null,
  schema: z.object({ id: z.int().min(1) }),
});
export type DeadLetterRetryV1 = MessageOf<typeof deadLetterRetryV1>;

/** `failed`: it could not be published, and stays a dead letter. */
export const deadLetterRetryReplyV1 = z.object({ outcome: z.enum(['retried', 'absent', 'failed']) });
export type DeadLetterRetryReplyV1 = z.infer<typeof deadLetterRetryReplyV1>;
