import { z } from 'zod';
import { failedCheck, lastGood } from '../debug/last-good.js';
import { probeSpec } from '../probe-spec.js';
import { debugMoment } from './debug-run.v1.js';
import { defineMessage, type MessageOf } from './define-message.js';

/** Visit a page with a browser and bring evidence. */
export const debugRunV2 = defineMessage({
  name: 'debug.run',
  version: 2,
  stream: 'DEBUG',
  schema: z.object({
    sessionId: z.uuid(),
    monitorId: z.uuid(),
    moment: debugMoment,
    requestedAt: z.iso.datetime(),
    spec: probeSpec,
    /** The check for which the page is visited, and how the page was before; absent: not known. */
    failure: failedCheck.optional(),
    lastGood: lastGood.optional(),
  }),
});
export type DebugRunV2 = MessageOf<typeof debugRunV2>;
