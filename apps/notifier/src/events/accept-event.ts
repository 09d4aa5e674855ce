import { Inject, Injectable } from '@nestjs/common';
import { storableJson } from '@wakeful/persistence';
import { DataSource, type EntityManager } from 'typeorm';
import { type AlertEvent, beginningOf } from './alert-event.js';
import { FLAPPING, noteChange } from './flapping.js';
import { type Mute, muteFor } from './muting.js';
import { controlStorm } from './storm.js';
import { findTargets, type Target } from './targets.js';

/** Old news, as after a long standstill, is noted and not told. */
const TOO_OLD_MS = 24 * 3_600_000;

/**
 * Makes deliveries of an event, all in one transaction: the event once, a delivery for each channel that is to hear of it.
 * An event that comes again changes nothing.
 */
@Injectable()
export class AcceptEvent {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Resolves when it is committed, whether or not it was news. */
  execute(event: AlertEvent): Promise<void> {
    return this.dataSource.transaction((manager) => this.accept(manager, event));
  }

  /** The same, in a transaction that does more. */
  async accept(manager: EntityManager, event: AlertEvent): Promise<void> {
    // The two come over different subjects, and the end may be faster.
    if (event.kind === 'recovered') await this.accept(manager, beginningOf(event));
    if (!(await storeEvent(manager, event))) return;
    if (Date.parse(event.occurredAt) < Date.now() - TOO_OLD_MS) return;
    const flapping = await noteChange(manager, event);
    const mute = flapping === null ? null : MUTED_BY_FLAPPING;
    await deliver(manager, event, await findTargets(manager, event), mute);
    if (flapping !== 'begins') return;
    const news: AlertEvent = { ...event, id: `flapping:${event.monitorId}:${event.occurredAt}`, kind: 'flapping' };
    if (await storeEvent(manager, news)) await deliver(manager, news, await findTargets(manager, news));
  }

  /** Tells one channel of something; again, once. */
  async acceptFor(manager: EntityManager, event: AlertEvent, target: Target): Promise<void> {
    if (await storeEvent(manager, event)) await deliver(manager, event, [target]);
  }
}

const MUTED_BY_FLAPPING: Mute = {
  by: 'flapping',
  detail: `It is flapping: ${FLAPPING.changes} changes within ${FLAPPING.withinMinutes} minutes.`,
};

/** False when the event is stored already. */
async function storeEvent(manager: EntityManager, event: AlertEvent): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `INSERT INTO alert_events (id, kind, monitor_id, window_id, occurred_at, facts) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT DO NOTHING RETURNING 1`,
    [event.id, event.kind, event.monitorId, event.windowId, event.occurredAt, storableJson(event.facts)],
  );
  return rows.length > 0;
}

async function deliver(
  manager: EntityManager,
  event: AlertEvent,
  targets: readonly Target[],
  mute: Mute | null = null,
): Promise<void> {
  for (const target of targets) {
    const reason = mute ?? (await muteFor(manager, event, target.id));
    await insertDelivery(manager, event, target, reason);
    if (!reason) await controlStorm(manager, target);
  }
}

async function insertDelivery(
  manager: EntityManager,
  { id, kind, monitorId, windowId }: AlertEvent,
  target: Target,
  mute: Mute | null,
): Promise<void> {
  const waitSeconds = kind === 'down' ? target.waitForDiagnosisSeconds : 0;
  await manager.query(
    `INSERT INTO deliveries (channel_id, event_id, kind, monitor_id, window_id, state, muted_by, detail, next_try_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now() + make_interval(secs => $9))
     ON CONFLICT DO NOTHING`,
    [target.id, id, kind, monitorId, windowId, mute ? 'muted' : 'pending', mute?.by, mute?.detail ?? '', waitSeconds],
  );
  // There is no diagnosis to wait for any more.
  if (kind !== 'recovered') return;
  await manager.query(
    `UPDATE deliveries SET next_try_at = now()
      WHERE channel_id = $1 AND window_id = $2 AND kind = 'down' AND state = 'pending' AND attempts = 0`,
    [target.id, windowId],
  );
}
