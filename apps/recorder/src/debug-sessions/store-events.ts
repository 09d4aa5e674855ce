import type { NetworkEvent } from '@wakeful/contracts';
import { numberArray, storableJson, storableText } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

/** The network events of one run of a session. */
export interface Run {
  sessionId: string;
  runId: string;
  requestedAt: Date;
}

const INSERT = `
  INSERT INTO network_events (requested_at, session_id, run_id, sequence, status, is_failed, type, resource_type, url, event)
  SELECT $1, $2, $3, sequence, nullif(status, -1), is_failed, type, resource_type, url, event
    FROM unnest($4::int[], $5::smallint[], $6::boolean[], $7::text[], $8::text[], $9::text[], $10::jsonb[])
      AS e (sequence, status, is_failed, type, resource_type, url, event)
  ON CONFLICT DO NOTHING`;

/** Stores events, each position of a run once. */
export async function storeEvents(manager: EntityManager, run: Run, events: readonly NetworkEvent[]): Promise<void> {
  if (events.length === 0) return;
  await manager.query(INSERT, [
    run.requestedAt,
    run.sessionId,
    run.runId,
    numberArray(events.map((event) => event.sequence)),
    numberArray(events.map((event) => event.status ?? -1)),
    events.map((event) => event.isFailed),
    events.map((event) => event.type),
    events.map((event) => storableText(event.resourceType)),
    events.map((event) => storableText(event.url)),
    events.map((event) => storableJson(event)),
  ]);
}

export async function countEvents(manager: EntityManager, { sessionId, runId, requestedAt }: Run): Promise<number> {
  const rows = await manager.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM network_events WHERE session_id = $1 AND run_id = $2 AND requested_at = $3`,
    [sessionId, runId, requestedAt],
  );
  return rows[0]?.count ?? 0;
}

/** Deletes what runs that died have left behind. */
export async function deleteOtherRuns(manager: EntityManager, { sessionId, runId, requestedAt }: Run): Promise<void> {
  await manager.query('DELETE FROM network_events WHERE session_id = $1 AND run_id <> $2 AND requested_at = $3', [
    sessionId,
    runId,
    requestedAt,
  ]);
}
