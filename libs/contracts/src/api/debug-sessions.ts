import { z } from 'zod';
import { artifactName, browserFacts, debugEvidence, diagnosis } from '../debug/debug-evidence.js';
import { networkEvent, networkEventType } from '../debug/network-event.js';
import { debugMoment } from '../messages/debug-run.v1.js';
import { booleanParameter, pageOf, pageParameters } from './paging.js';

/**
 * `queued`: waiting or running. `failed`: the browser itself failed. `expired`: no worker took it in time. `skipped`:
 * not requested, because another one of this monitor ran shortly before.
 */
export const debugSessionStates = ['queued', 'completed', 'failed', 'expired', 'skipped'] as const;
export const debugSessionState = z.enum(debugSessionStates).meta({ id: 'DebugSessionState', example: 'completed' });
export type DebugSessionState = z.infer<typeof debugSessionState>;

const sessionExample = {
  id: '6a1f7f0e-3b0f-4c5e-9a55-7f4f2f1c9b10',
  sessionKey: 'window/0d6a6f3e-7c1b-4a57-8b5e-9f1c2d3e4f5a/opened',
  monitorId: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
  windowId: '0d6a6f3e-7c1b-4a57-8b5e-9f1c2d3e4f5a',
  moment: 'opened',
  state: 'completed',
  url: 'https://shop.example/',
  requestedAt: '2026-01-31T12:00:10.000Z',
  startedAt: '2026-01-31T12:00:10.060Z',
  completedAt: '2026-01-31T12:00:12.200Z',
  success: false,
  error: 'The main document was answered with 502',
  browser: { type: 'chromium', version: '150.0.0.0', userAgent: 'Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/150' },
  diagnosis: { category: 'http_status', sentence: 'Main document 502 from 192.0.2.10 in 30 ms' },
  changes: [],
  eventCount: 2,
  artifacts: {
    screenshot: {
      url: '/api/v1/debug-sessions/6a1f7f0e-3b0f-4c5e-9a55-7f4f2f1c9b10/artifacts/screenshot',
      bytes: 20_480,
    },
  },
} as const;

/** A browser's visit to a page, without the details that only one session's own answer has. */
export const debugSessionOverview = z
  .object({
    id: z.uuid(),
    sessionKey: z.string(),
    monitorId: z.uuid(),
    windowId: z.uuid().nullable(),
    moment: debugMoment,
    state: debugSessionState,
    url: z.string(),
    requestedAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    completedAt: z.iso.datetime().nullable(),
    /** The page opened, and its main document was not answered with an error; null until the session has ended. */
    success: z.boolean().nullable(),
    error: z.string().nullable(),
    browser: browserFacts.nullable(),
    diagnosis: diagnosis.nullable(),
    /** Of a session at the end of an outage: what is different from the one at its start. */
    changes: z.array(z.string()),
    eventCount: z.int().min(0),
    artifacts: z.partialRecord(artifactName, z.object({ url: z.string(), bytes: z.int().min(0) })),
  })
  .meta({ id: 'DebugSessionOverview', example: sessionExample });
export type DebugSessionOverview = z.infer<typeof debugSessionOverview>;

const evidenceExample: z.input<typeof debugEvidence> = { page: null, raw: null, console: [], resources: [] };

export const debugSession = debugSessionOverview
  .extend({
    /** null until the session has ended, and again when its evidence is older than it is kept. */
    evidence: debugEvidence.nullable(),
  })
  .meta({ id: 'DebugSession', example: { ...sessionExample, evidence: evidenceExample } });
export type DebugSession = z.infer<typeof debugSession>;

export const debugSessionPage = pageOf(debugSessionOverview).meta({
  id: 'DebugSessionPage',
  example: { items: [sessionExample], total: 1, page: 1, pageSize: 50 },
});

export const listDebugSessionsQuery = z.strictObject({
  windowId: z.uuid().optional(),
  moment: debugMoment.optional(),
  state: debugSessionState.optional(),
  ...pageParameters,
});
export type ListDebugSessionsQuery = z.output<typeof listDebugSessionsQuery>;

export const MAX_WAIT_SECONDS = 60;

export const startDebugSessionQuery = z.strictObject({
  waitSeconds: z.coerce.number().min(0).max(MAX_WAIT_SECONDS).default(0).meta({
    description:
      'How long to wait for the session to end, to return it with 200. If omitted, or if it takes longer: 202.',
  }),
});
export type StartDebugSessionQuery = z.output<typeof startDebugSessionQuery>;

export const networkEventPage = pageOf(networkEvent).meta({
  id: 'NetworkEventPage',
  example: { items: [z.globalRegistry.get(networkEvent)?.example], total: 1, page: 1, pageSize: 50 },
});

const statusClasses = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const;

export const listNetworkEventsQuery = z.strictObject({
  type: networkEventType.optional(),
  statusClass: z.enum(statusClasses).optional(),
  failedOnly: booleanParameter
    .default(false)
    .meta({ description: 'true: only errors, timeouts and responses with status 400 or higher.' }),
  resourceType: z.string().min(1).max(32).optional().meta({ example: 'script' }),
  url: z.string().min(1).max(500).optional().meta({ description: 'A part of the URL.' }),
  ...pageParameters,
});
export type ListNetworkEventsQuery = z.output<typeof listNetworkEventsQuery>;

export const artifactParameters = z.object({
  id: z.uuid().meta({ example: sessionExample.id }),
  artifact: artifactName.meta({ example: 'screenshot' }),
});
export type ArtifactParameters = z.output<typeof artifactParameters>;
