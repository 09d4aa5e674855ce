import type { DeliveryKind } from '@wakeful/contracts';
import {
  beginFlapping,
  changesOf,
  countChanges,
  lockObjectInTransaction,
  noteFlap,
  rowsOf,
  takeCalmMonitors,
} from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import type { AlertEvent } from './alert-event.js';

/** So many changes within so long, and single messages say nothing any more. */
export const FLAPPING = { changes: 4, withinMinutes: 10 };

const CHANGES: readonly DeliveryKind[] = ['down', 'recovered', 'degraded', 'restored'];

/**
 * Counts a change of a monitor's status: `begins` for the one that makes it flap, `goes on` for those that follow. Called
 * with every event once, in the transaction that stores it.
 */
export async function noteChange(manager: EntityManager, event: AlertEvent): Promise<'begins' | 'goes on' | null> {
  const { monitorId, occurredAt } = event;
  if (monitorId === null || !CHANGES.includes(event.kind)) return null;
  await lockObjectInTransaction(manager, 'flapping', monitorId);
  if ((await changesOf(manager, noteFlap, { monitorId })) > 0) return 'goes on';
  const { changes, withinMinutes: minutes } = FLAPPING;
  const [counted] = await rowsOf(manager, countChanges, { monitorId, kinds: CHANGES, until: occurredAt, minutes });
  if ((counted?.changes ?? 0) < changes) return null;
  const begun = await changesOf(manager, beginFlapping, { monitorId, since: occurredAt });
  return begun > 0 ? 'begins' : null;
}

/** Forgets that monitors flap that have been calm for long enough, and returns what to tell of them. */
export async function takeCalm(manager: EntityManager): Promise<AlertEvent[]> {
  const rows = await rowsOf(manager, takeCalmMonitors, { minutes: FLAPPING.withinMinutes });
  return rows.map(({ id, name, url, since }) => ({
    id: `calm:${id}:${since}`,
    kind: 'calm',
    monitorId: id,
    windowId: null,
    occurredAt: new Date().toISOString(),
    facts: { name, url },
  }));
}
