import {
  type ArtifactName,
  artifactNames,
  type BrowserFacts,
  type DebugEvidence,
  type DebugMoment,
  type DebugSession,
  type DebugSessionOverview,
  type DebugSessionState,
  type Diagnosis,
  type StoredArtifact,
} from '@wakeful/contracts';
import { hideSecrets } from '@wakeful/domain';

/** A session as `overviewSelect` reads it. */
export interface OverviewRow {
  id: string;
  sessionKey: string;
  monitorId: string;
  windowId: string | null;
  moment: DebugMoment;
  state: DebugSessionState;
  url: string;
  requestedAt: Date;
  startedAt: Date | null;
  completedAt: Date | null;
  success: boolean | null;
  error: string | null;
  browser: BrowserFacts | null;
  diagnosis: Diagnosis | null;
  changes: string[];
  eventCount: number;
  artifacts: Partial<Record<ArtifactName, StoredArtifact>>;
}

const overviewColumns = `
  d.id, d.session_key AS "sessionKey", d.monitor_id AS "monitorId", d.window_id AS "windowId", d.moment, d.state, d.url,
  d.requested_at AS "requestedAt", d.started_at AS "startedAt", d.completed_at AS "completedAt", d.success, d.error,
  d.browser, d.diagnosis, d.changes, d.event_count AS "eventCount", d.artifacts`;

export const overviewSelect = `SELECT ${overviewColumns} FROM debug_sessions d`;
export const sessionSelect = `SELECT ${overviewColumns}, d.evidence FROM debug_sessions d`;

/** A session as lists show it. */
export function overviewOf(row: OverviewRow): DebugSessionOverview {
  return {
    id: row.id,
    sessionKey: row.sessionKey,
    monitorId: row.monitorId,
    windowId: row.windowId,
    moment: row.moment,
    state: row.state,
    // The monitor's own configuration shows its address whole; everywhere else its secrets are hidden.
    url: hideSecrets(row.url),
    requestedAt: row.requestedAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    completedAt: row.completedAt?.toISOString() ?? null,
    success: row.success,
    error: row.error,
    browser: row.browser,
    diagnosis: row.diagnosis,
    changes: row.changes,
    eventCount: row.eventCount,
    artifacts: artifactsOf(row),
  };
}

/** A session with everything that it found, apart from its network events and files. */
export const sessionOf = (row: OverviewRow & { evidence: DebugEvidence | null }): DebugSession => ({
  ...overviewOf(row),
  evidence: row.evidence,
});

function artifactsOf({ id, artifacts }: OverviewRow): DebugSessionOverview['artifacts'] {
  const shown: DebugSessionOverview['artifacts'] = {};
  for (const name of artifactNames) {
    const stored = artifacts[name];
    if (stored) shown[name] = { url: `/api/v1/debug-sessions/${id}/artifacts/${name}`, bytes: stored.bytes };
  }
  return shown;
}
