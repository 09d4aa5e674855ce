import { randomUUID } from 'node:crypto';
import type { DebugMoment, DebugSummary, NetworkEvent } from '@wakeful/contracts';
import type { DataSource } from 'typeorm';

interface SessionSpec {
  monitorId: string;
  moment?: DebugMoment;
  windowId?: string | null;
  requestedAt?: Date;
}

/** A session that waits for its browser. */
export async function insertDebugSession(dataSource: DataSource, session: SessionSpec): Promise<string> {
  const { monitorId, moment = 'manual', windowId = null, requestedAt = new Date() } = session;
  const id = randomUUID();
  const key = windowId === null ? `manual/${id}` : `window/${windowId}/${moment}`;
  await dataSource.query(
    `INSERT INTO debug_sessions (id, session_key, monitor_id, window_id, moment, state, url, requested_at)
     VALUES ($1, $2, $3, $4, $5, 'queued', 'http://127.0.0.1:9/', $6)`,
    [id, key, monitorId, windowId, moment, requestedAt],
  );
  return id;
}

/** Ends a session as the recorder does. */
export async function endDebugSession(
  dataSource: DataSource,
  id: string,
  summary: DebugSummary,
  events: readonly NetworkEvent[] = [],
): Promise<void> {
  const runId = randomUUID();
  await dataSource.query(
    `INSERT INTO network_events (requested_at, session_id, run_id, sequence, status, is_failed, type, resource_type, url, event)
     SELECT d.requested_at, d.id, $2, (e ->> 'sequence')::int, (e ->> 'status')::smallint, (e ->> 'isFailed')::boolean,
            e ->> 'type', e ->> 'resourceType', e ->> 'url', e
       FROM debug_sessions d, jsonb_array_elements($3::jsonb) e WHERE d.id = $1`,
    [id, runId, JSON.stringify(events)],
  );
  await dataSource.query(
    `UPDATE debug_sessions SET run_id = $2, state = $3, started_at = $4, completed_at = $5, success = $6, error = $7,
       browser = $8, diagnosis = $9, event_count = $10, artifacts = $11, evidence = $12 WHERE id = $1`,
    [
      id,
      runId,
      summary.ending,
      summary.startedAt,
      summary.completedAt,
      summary.isSuccess,
      summary.error,
      summary.browser,
      summary.diagnosis,
      events.length,
      summary.artifacts,
      summary.evidence,
    ],
  );
}
