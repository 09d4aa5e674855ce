import { randomUUID } from 'node:crypto';
import type { DebugSummary, NetworkEvent } from '@wakeful/contracts';

/** Everything that a session brought. */
export interface SessionResult {
  runId: string;
  events: NetworkEvent[];
  summary: DebugSummary;
}

/** A session that ended before the page was opened, and the sentence that says why. */
export function sessionWithoutVisit(ending: 'expired' | 'failed', error: string): SessionResult {
  const at = new Date().toISOString();
  return {
    runId: randomUUID(),
    events: [],
    summary: {
      ending,
      startedAt: at,
      completedAt: at,
      isSuccess: false,
      error,
      browser: null,
      diagnosis: null,
      evidence: { page: null, raw: null, console: [], resources: [] },
      artifacts: {},
      eventCount: 0,
    },
  };
}
