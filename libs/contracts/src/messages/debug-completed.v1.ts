import { z } from 'zod';
import { artifactName, browserFacts, debugEvidence, diagnosis, storedArtifact } from '../debug/debug-evidence.js';
import { MAX_NETWORK_EVENTS, networkEvent } from '../debug/network-event.js';
import { defineMessage, type MessageOf } from './define-message.js';

/** How a session ended. `failed`: the browser itself could not do its work, whatever the page. */
export const debugEndings = ['completed', 'failed', 'expired'] as const;
export const debugEnding = z.enum(debugEndings);
export type DebugEnding = z.infer<typeof debugEnding>;

export const debugSummary = z.object({
  ending: debugEnding,
  startedAt: z.iso.datetime(),
  completedAt: z.iso.datetime(),
  /** The page opened, and its main document was not answered with an error. */
  isSuccess: z.boolean(),
  /** Why it is no success. */
  error: z.string().max(1_024).nullable(),
  browser: browserFacts.nullable(),
  diagnosis: diagnosis.nullable(),
  evidence: debugEvidence,
  artifacts: z.partialRecord(artifactName, storedArtifact),
  eventCount: z.int().min(0).max(MAX_NETWORK_EVENTS),
});
export type DebugSummary = z.infer<typeof debugSummary>;

/** Network events in one message; their bytes bound it too. */
export const MAX_EVENTS_PER_CHUNK = 200;

/**
 * What a session saw: its network events in chunks, and a summary in the message that is published last. A session that
 * runs again, because its service died, has another `runId`: only the events of the run that has a summary count.
 */
export const debugCompletedV1 = defineMessage({
  name: 'debug.completed',
  version: 1,
  stream: 'DEBUG',
  schema: z.object({
    sessionId: z.uuid(),
    monitorId: z.uuid(),
    runId: z.uuid(),
    requestedAt: z.iso.datetime(),
    events: z.array(networkEvent).max(MAX_EVENTS_PER_CHUNK),
    summary: debugSummary.nullable(),
  }),
});
export type DebugCompletedV1 = MessageOf<typeof debugCompletedV1>;
