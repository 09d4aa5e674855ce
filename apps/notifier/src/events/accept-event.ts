import { Inject, Injectable } from '@nestjs/common';
import type { DeliveryState } from '@wakeful/contracts';
import { storableJson } from '@wakeful/persistence';
import { DataSource, type EntityManager } from 'typeorm';
import { type AlertEvent, beginningOf } from './alert-event.js';
import { FLAPPING, noteChange } from './flapping.js';
import { judgeMutes, type Mute } from './muting.js';
import { controlStorm, openDigests } from './storm.js';
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
  if (targets.length === 0) return;
  const ids = targets.map(({ id }) => id);
  const verdicts = mute
    ? new Map(ids.map((id) => [id, { mute, beginningState: null }]))
    : await judgeMutes(manager, event, ids);
  const digests = await openDigests(manager, ids);
  const entries = targets.map((target) => {
    const verdict = verdicts.get(target.id);
    // An incident that was opened by itself has to be closed by itself.
    const isClosing = target.hasIncidents && event.kind === 'recovered' && verdict?.beginningState !== 'merged';
    return { target, mute: verdict?.mute ?? null, digestId: (!isClosing && digests.get(target.id)) || null };
  });
  await insertDeliveries(manager, event, entries);
  const mayWait = targets.some(({ waitForDiagnosisSeconds }) => waitForDiagnosisSeconds > 0);
  if (event.kind === 'recovered' && mayWait) await hurryBeginnings(manager, event, ids);
  for (const { target, ...entry } of entries) if (!entry.mute && !entry.digestId) await controlStorm(manager, target);
}

interface Entry {
  readonly target: Target;
  readonly mute: Mute | null;
  readonly digestId: string | null;
}

const stateOf = ({ mute, digestId }: Entry): DeliveryState => (mute ? 'muted' : digestId ? 'merged' : 'pending');

async function insertDeliveries(manager: EntityManager, event: AlertEvent, entries: readonly Entry[]): Promise<void> {
  const { id, kind, monitorId, windowId } = event;
  await manager.query(
    `INSERT INTO deliveries (channel_id, event_id, kind, monitor_id, window_id, state, muted_by, detail, digest_id, next_try_at)
     SELECT channel_id, $1, $2, $3, $4, state, muted_by, detail, digest_id, now() + make_interval(secs => wait)
       FROM unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::uuid[], $10::int[])
         AS d (channel_id, state, muted_by, detail, digest_id, wait)
     ON CONFLICT DO NOTHING`,
    [
      id,
      kind,
      monitorId,
      windowId,
      entries.map(({ target }) => target.id),
      entries.map(stateOf),
      entries.map(({ mute }) => mute?.by ?? null),
      entries.map(({ mute }) => mute?.detail ?? ''),
      entries.map(({ mute, digestId }) => (mute ? null : digestId)),
      entries.map(({ target }) => (kind === 'down' ? target.waitForDiagnosisSeconds : 0)),
    ],
  );
}

/** Once an outage is over, its message has no diagnosis to wait for. */
async function hurryBeginnings(manager: EntityManager, { windowId }: AlertEvent, channelIds: string[]): Promise<void> {
  await manager.query(
    `UPDATE deliveries SET next_try_at = now()
      WHERE window_id = $1 AND channel_id = ANY ($2::uuid[]) AND kind = 'down' AND state = 'pending' AND attempts = 0`,
    [windowId, channelIds],
  );
}
