import { z } from 'zod';
import { failedCheck, lastGood } from '../debug/last-good.js';
import { defineMessage, type MessageOf } from './define-message.js';
import { probeSpecV1 } from './probe-spec.v1.js';

/** Why a browser visits a page: its downtime window opened or closed, or a user asked. */
export const debugMoments = ['opened', 'closed', 'manual'] as const;
export const debugMoment = z.enum(debugMoments).meta({ id: 'DebugMoment', example: 'opened' });
export type DebugMoment = z.infer<typeof debugMoment>;

/** A session that waited longer than this is no longer run. */
export const DEBUG_SESSION_EXPIRES_AFTER_MS = 600_000;

/** `debug.run` of the release before: still published for what its service understands. See debug-run.v2.ts. */
export const debugRunV1 = defineMessage({
  name: 'debug.run',
  version: 1,
  stream: 'DEBUG',
  schema: z.object({
    sessionId: z.uuid(),
    monitorId: z.uuid(),
    moment: debugMoment,
    requestedAt: z.iso.datetime(),
    spec: probeSpecV1,
    failure: failedCheck.optional(),
    lastGood: lastGood.optional(),
  }),
});
export type DebugRunV1 = MessageOf<typeof debugRunV1>;
