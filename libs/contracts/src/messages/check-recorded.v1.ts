import { z } from 'zod';
import { checkStatus } from '../check.js';
import { defineMessage, type MessageOf } from './define-message.js';

/** Results that were stored a moment ago, for live views; sent over core NATS, so it may be lost. */
export const checkRecordedV1 = defineMessage({
  name: 'check.recorded',
  version: 1,
  stream: null,
  schema: z.object({
    checks: z.array(
      z.object({
        monitorId: z.uuid(),
        scheduledAt: z.iso.datetime(),
        location: z.string(),
        status: checkStatus,
        totalUs: z.int().min(0),
      }),
    ),
  }),
});
export type CheckRecordedV1 = MessageOf<typeof checkRecordedV1>;
