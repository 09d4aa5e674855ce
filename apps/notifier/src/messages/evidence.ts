import type { EntityManager } from 'typeorm';

/** The browser evidence of an outage, as far as it is available. */
export interface Evidence {
  /** The probable cause as a sentence; a user's root cause takes precedence. */
  readonly diagnosis: string | null;
  /** The browser check at the start of the outage. */
  readonly debugSessionId: string | null;
}

/**
 * SQL that is true when the down message of a delivery `d` need not wait any longer: the browser check has ended, or
 * there is none.
 */
export const isDiagnosedSql = `(
  EXISTS (SELECT 1 FROM debug_sessions s
           WHERE s.window_id = d.window_id AND s.moment = 'opened' AND s.state <> 'queued')
  OR EXISTS (SELECT 1 FROM monitors m WHERE m.id = d.monitor_id AND NOT m.debug_on_down))`;

/** Reads the evidence of the browser check at the start of an outage. */
export async function readEvidence(manager: EntityManager, windowId: string): Promise<Evidence> {
  const rows = await manager.query<Evidence[]>(
    `SELECT coalesce(w.root_cause, w.suggested_root_cause) AS diagnosis, s.id AS "debugSessionId"
       FROM downtime_windows w
       LEFT JOIN debug_sessions s ON s.window_id = w.id AND s.moment = 'opened' AND s.state = 'completed'
      WHERE w.id = $1`,
    [windowId],
  );
  return rows[0] ?? { diagnosis: null, debugSessionId: null };
}
