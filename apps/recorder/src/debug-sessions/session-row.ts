import type { DebugEnding, DebugEvidence, DebugMoment, DebugSessionState } from '@wakeful/contracts';
import type { EntityManager } from 'typeorm';

/** What the storing of a session's results needs to know of it. */
export interface SessionRow {
  id: string;
  windowId: string | null;
  moment: DebugMoment;
  state: DebugSessionState;
  requestedAt: Date;
  runId: string | null;
}

/** The session at the other end of the same downtime. */
export interface OtherEnd {
  id: string;
  state: DebugSessionState;
  evidence: DebugEvidence | null;
}

const COLUMNS = `id, window_id AS "windowId", moment, state, requested_at AS "requestedAt", run_id AS "runId"`;

/** When a session was asked for, which is the day of its network events. null: there is none, its monitor was deleted. */
export async function requestedAtOf(manager: EntityManager, id: string): Promise<Date | null> {
  const rows = await manager.query<{ requestedAt: Date }[]>(
    'SELECT requested_at AS "requestedAt" FROM debug_sessions WHERE id = $1',
    [id],
  );
  return rows[0]?.requestedAt ?? null;
}

/** Keeps a session from ending, or from being deleted, until the transaction is over. */
export async function lockSession(manager: EntityManager, id: string): Promise<SessionRow | null> {
  const rows = await manager.query<SessionRow[]>(`SELECT ${COLUMNS} FROM debug_sessions WHERE id = $1 FOR UPDATE`, [
    id,
  ]);
  return rows[0] ?? null;
}

/**
 * Locks both sessions of a downtime, always in the same order, so that of two that end at once the later one sees what
 * the earlier one brought.
 */
export async function lockBothEnds(manager: EntityManager, id: string): Promise<SessionRow | null> {
  const rows = await manager.query<SessionRow[]>(
    `SELECT ${COLUMNS} FROM debug_sessions
      WHERE id = $1 OR window_id = (SELECT window_id FROM debug_sessions WHERE id = $1)
      ORDER BY id FOR UPDATE`,
    [id],
  );
  return rows.find((row) => row.id === id) ?? null;
}

export async function otherEndOf(manager: EntityManager, session: SessionRow): Promise<OtherEnd | null> {
  if (session.windowId === null) return null;
  const rows = await manager.query<OtherEnd[]>(
    'SELECT id, state, evidence FROM debug_sessions WHERE window_id = $1 AND id <> $2',
    [session.windowId, session.id],
  );
  return rows[0] ?? null;
}

const WAITING: readonly DebugSessionState[] = ['queued', 'expired'] satisfies (DebugSessionState | DebugEnding)[];

/** The first run that brings a summary ends a session; only one that seemed abandoned still accepts it. */
export const takesSummary = (session: SessionRow): boolean => WAITING.includes(session.state);
