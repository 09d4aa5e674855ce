import { randomUUID } from 'node:crypto';
import type { DebugCompletedV1, DebugEvidence, DebugSummary, NetworkEvent, VisitedPage } from '@wakeful/contracts';

/** An answered request of a page. */
export function aNetworkEvent(overrides: Partial<NetworkEvent> = {}): NetworkEvent {
  return {
    sequence: 0,
    request: 0,
    type: 'response',
    atMs: 12.5,
    method: 'GET',
    url: 'http://127.0.0.1:9/',
    resourceType: 'document',
    status: 200,
    protocol: 'HTTP/1.1',
    remoteAddress: '127.0.0.1',
    isFailed: false,
    error: null,
    redirectedTo: null,
    headers: [{ name: 'content-type', value: 'text/html' }],
    body: { text: '<h1>A page</h1>', bytes: 15, isTruncated: false },
    sizes: { requestHeaderBytes: 100, requestBodyBytes: 0, responseHeaderBytes: 80, responseBodyBytes: 15 },
    timings: { blockedMs: 0.1, dnsMs: null, connectMs: 0.2, tlsMs: null, sendMs: 0.1, waitMs: 8, receiveMs: 0.5 },
    ...overrides,
  };
}

/** What a browser saw of a page that works. */
export function someEvidence(page: Partial<VisitedPage> = {}): DebugEvidence {
  const vitals = { ttfbMs: 8, fcpMs: 30, lcpMs: 40, cls: 0 };
  return {
    page: {
      title: 'A page',
      finalUrl: 'http://127.0.0.1:9/',
      httpStatus: 200,
      address: '127.0.0.1',
      waitMs: 8,
      error: null,
      isDownload: false,
      isHung: false,
      textCharacters: 6,
      visibleObjects: 0,
      loadMs: 40,
      vitals,
      ...page,
    },
    raw: null,
    console: [],
    resources: [],
  };
}

/** The end of a browser's visit. */
export function aDebugSummary(overrides: Partial<DebugSummary> = {}): DebugSummary {
  return {
    ending: 'completed',
    startedAt: '2026-01-31T12:00:10.060Z',
    completedAt: '2026-01-31T12:00:12.200Z',
    isSuccess: true,
    error: null,
    browser: { type: 'chromium', version: '150.0.0.0', userAgent: 'Mozilla/5.0 HeadlessChrome/150' },
    diagnosis: { category: 'healthy', sentence: 'The page loads' },
    evidence: someEvidence(),
    artifacts: {},
    eventCount: 0,
    ...overrides,
  };
}

/** What the debug-session service publishes. */
export function aDebugMessage(overrides: Partial<DebugCompletedV1> = {}): DebugCompletedV1 {
  return {
    sessionId: randomUUID(),
    monitorId: randomUUID(),
    runId: randomUUID(),
    requestedAt: new Date().toISOString(),
    events: [],
    summary: null,
    ...overrides,
  };
}
