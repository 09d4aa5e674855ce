import type { DeliveryKind } from '@wakeful/contracts';
import { lockObjectInTransaction } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import type { AlertEvent } from './alert-event.js';

/** With this many changes in this time, single messages are no longer useful. */
export const FLAPPING = { changes: 4, withinMinutes: 10 };

const CHANGES: readonly DeliveryKind[] = ['down', 'recovered', 'degraded', 'restored'];

/**
 * Counts a status change of a monitor: `begins` for the one that makes it flap, `continues` for those that follow.
 * Called once per event, in the transaction that stores it.
 */
export async function noteChange(manager: EntityManager, event: AlertEvent): Promise<'begins' | 'continues' | null> {
  const { monitorId, occurredAt } = event;
  if (monitorId === null || !CHANGES.includes(event.kind)) return null;
  await lockObjectInTransaction(manager, 'flapping', monitorId);
  const [, known] = await manager.query<[unknown, number]>(
    'UPDATE monitor_flapping SET last_change_at = now() WHERE monitor_id = $1',
    [monitorId],
  );
  if (known > 0) return 'continues';
  const [row] = await manager.query<{ changes: number }[]>(
    // An outage that ends in "degraded" is one change with two events.
    `SELECT count(DISTINCT occurred_at)::int AS changes FROM alert_events
      WHERE monitor_id = $1 AND kind = ANY ($2) AND occurred_at > $3::timestamptz - make_interval(mins => $4)
        AND occurred_at <= $3::timestamptz`,
    [monitorId, CHANGES, occurredAt, FLAPPING.withinMinutes],
  );
  if ((row?.changes ?? 0) < FLAPPING.changes) return null;
  const inserted = await manager.query<unknown[]>(
    `INSERT INTO monitor_flapping (monitor_id, since, last_change_at)
     SELECT id, $2, now() FROM monitors WHERE id = $1 RETURNING 1`,
    [monitorId, occurredAt],
  );
  return inserted.length > 0 ? 'begins' : null;
}

/** Ends the flapping of monitors that have been stable for long enough, and returns them. */
export async function takeCalm(manager: EntityManager): Promise<AlertEvent[]> {
  const [rows] = await manager.query<[{ id: string; name: string; url: string; since: Date }[], number]>(
    `DELETE FROM monitor_flapping f USING monitors m
      WHERE m.id = f.monitor_id AND f.last_change_at < now() - make_interval(mins => $1)
     RETURNING m.id, m.name, m.url, f.since`,
    [FLAPPING.withinMinutes],
  );
  return rows.map(({ id, name, url, since }) => ({
    id: `calm:${id}:${since.toISOString()}`,
    kind: 'calm',
    monitorId: id,
    windowId: null,
    occurredAt: new Date().toISOString(),
    facts: { name, url },
  }));
}
