import { randomUUID } from 'node:crypto';
import type { DebugMoment, DebugSessionState } from '@wakeful/contracts';
import { insertDowntimeWindow } from '@wakeful/testing';
import type { DataSource } from 'typeorm';

export interface SessionFields {
  id: string;
  session_key: string;
  monitor_id: string;
  window_id: string | null;
  moment: DebugMoment;
  state: DebugSessionState;
  url: string;
  run_id: string | null;
  requested_at: Date;
  success: boolean | null;
  error: string | null;
  changes: string[];
  event_count: number;
  evidence: object | null;
}

export const sessionsOf = (dataSource: DataSource, monitorId: string): Promise<SessionFields[]> =>
  dataSource.query('SELECT * FROM debug_sessions WHERE monitor_id = $1 ORDER BY requested_at, moment DESC', [
    monitorId,
  ]);

export const sessionWith = async (dataSource: DataSource, id: string): Promise<SessionFields | undefined> =>
  (await dataSource.query<SessionFields[]>('SELECT * FROM debug_sessions WHERE id = $1', [id]))[0];

/** A session that waits for its browser. */
export async function insertSession(
  dataSource: DataSource,
  session: { monitorId: string; moment?: DebugMoment; windowId?: string | null; requestedAt?: Date },
): Promise<string> {
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

export const insertWindow = (dataSource: DataSource, monitorId: string): Promise<string> =>
  insertDowntimeWindow(dataSource, monitorId, { startedAt: new Date(Date.now() - 300_000), endedAt: new Date() });
