import type { DeliveryKind } from '@wakeful/contracts';
import {
  beginFlapping,
  changesOf,
  countChanges,
  databaseNow,
  lockObjectInTransaction,
  noteFlap,
  rowsOf,
  takeCalmMonitors,
} from '@wakeful/persistence';
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
  if ((await changesOf(manager, noteFlap, { monitorId })) > 0) return 'continues';
  const { changes, withinMinutes: minutes } = FLAPPING;
  const [counted] = await rowsOf(manager, countChanges, { monitorId, kinds: CHANGES, until: occurredAt, minutes });
  if ((counted?.changes ?? 0) < changes) return null;
  const begun = await changesOf(manager, beginFlapping, { monitorId, since: occurredAt });
  return begun > 0 ? 'begins' : null;
}

/** Ends the flapping of monitors that have been stable for long enough, and returns them. */
export async function takeCalm(manager: EntityManager): Promise<AlertEvent[]> {
  const rows = await rowsOf(manager, takeCalmMonitors, { minutes: FLAPPING.withinMinutes });
  if (rows.length === 0) return [];
  const occurredAt = await databaseNow(manager);
  return rows.map(({ id, name, url, since }) => ({
    id: `calm:${id}:${since}`,
    kind: 'calm',
    monitorId: id,
    windowId: null,
    occurredAt,
    facts: { name, url },
  }));
}
