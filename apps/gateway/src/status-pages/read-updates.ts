import type { StatusUpdateResponse, StatusUpdateState } from '@wakeful/contracts';
import type { EntityManager } from 'typeorm';

export interface UpdateRow {
  id: string;
  pageId: string;
  title: string;
  state: StatusUpdateState;
  startsAt: Date;
  resolvedAt: Date | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

interface MessageRow {
  updateId: string;
  state: StatusUpdateState;
  body: string;
  postedAt: Date;
}

export const updateSelect = `
  SELECT id, page_id AS "pageId", title, state, starts_at AS "startsAt", resolved_at AS "resolvedAt", version,
         created_at AS "createdAt", updated_at AS "updatedAt"
    FROM status_updates`;

/** Updates as the API shows them, in the order given. */
export async function updateResponsesOf(
  manager: EntityManager,
  rows: readonly UpdateRow[],
): Promise<StatusUpdateResponse[]> {
  const ids = rows.map(({ id }) => id);
  const messages = await manager.query<MessageRow[]>(
    `SELECT update_id AS "updateId", state, body, posted_at AS "postedAt"
       FROM status_update_messages WHERE update_id = ANY ($1::uuid[]) ORDER BY update_id, id DESC`,
    [ids],
  );
  const monitors = await manager.query<{ updateId: string; monitorId: string }[]>(
    `SELECT update_id AS "updateId", monitor_id AS "monitorId"
       FROM status_update_monitors WHERE update_id = ANY ($1::uuid[]) ORDER BY update_id, monitor_id`,
    [ids],
  );
  return rows.map((row) => ({
    id: row.id,
    title: row.title,
    state: row.state,
    startsAt: row.startsAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    monitorIds: monitors.filter(({ updateId }) => updateId === row.id).map(({ monitorId }) => monitorId),
    messages: messages
      .filter(({ updateId }) => updateId === row.id)
      .map(({ state, body, postedAt }) => ({ state, body, postedAt: postedAt.toISOString() })),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  }));
}

/** What people are told is over has an end, and only that. */
export function endOf(state: StatusUpdateState, resolvedAt: string | null, nowMs = Date.now()): Date | null {
  if (resolvedAt !== null) return new Date(resolvedAt);
  return state === 'resolved' ? new Date(nowMs) : null;
}

export async function writeAffected(manager: EntityManager, id: string, monitorIds: readonly string[]): Promise<void> {
  await manager.query('DELETE FROM status_update_monitors WHERE update_id = $1', [id]);
  await manager.query(
    'INSERT INTO status_update_monitors (update_id, monitor_id) SELECT DISTINCT $1::uuid, m FROM unnest($2::uuid[]) AS m',
    [id, monitorIds],
  );
}

export const writeMessage = (manager: EntityManager, id: string, state: string, body: string): Promise<unknown> =>
  manager.query('INSERT INTO status_update_messages (update_id, state, body) VALUES ($1, $2, $3)', [id, state, body]);
