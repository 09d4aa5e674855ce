import type { EntityManager } from 'typeorm';

/** What a browser found out about an outage, as far as it has. */
export interface Evidence {
  /** What is probably wrong, as a sentence; what a person wrote comes first. */
  readonly diagnosis: string | null;
  /** The visit at the start of the outage. */
  readonly debugSessionId: string | null;
}

/**
 * SQL that holds when the message about the outage of a delivery `d` need not wait any longer: the browser has been there,
 * or none comes.
 */
export const isDiagnosedSql = `(
  EXISTS (SELECT 1 FROM debug_sessions s
           WHERE s.window_id = d.window_id AND s.moment = 'opened' AND s.state <> 'queued')
  OR EXISTS (SELECT 1 FROM monitors m WHERE m.id = d.monitor_id AND NOT m.debug_on_down))`;

/** What is known of an outage from the visit at its start. */
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
