import { Inject, Injectable } from '@nestjs/common';
import type { DeliveryKind, DeliveryState } from '@wakeful/contracts';
import { databaseNowMs, storableJson } from '@wakeful/persistence';
import { DataSource, type EntityManager } from 'typeorm';
import { LEASE_SECONDS } from '../deliveries/claim-deliveries.js';
import { type AlertEvent, beginningOf, endsMonitoring } from './alert-event.js';
import { FLAPPING, noteChange } from './flapping.js';
import { judgeMutes, type Mute } from './muting.js';
import { controlStorm, openDigests } from './storm.js';
import { newsOfNetwork } from './network-loss.js';
import { findTargets, type Target } from './targets.js';

/** Outdated events, as after a long standstill, are recorded but not sent. */
const TOO_OLD_MS = 24 * 3_600_000;

/**
 * Turns an event into deliveries in one transaction: the event once, and a delivery per channel that subscribes to it.
 * A repeated event changes nothing.
 */
@Injectable()
export class AcceptEvent {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Resolves when committed, whether or not the event was new. */
  execute(event: AlertEvent): Promise<void> {
    return this.dataSource.transaction((manager) => this.accept(manager, event));
  }

  /** The same within the caller's transaction. */
  async accept(manager: EntityManager, event: AlertEvent): Promise<void> {
    if (isOfNetwork(event.kind)) {
      for (const news of await newsOfNetwork(manager, event)) await this.acceptOne(manager, news);
      return;
    }
    // The two arrive over different subjects, and the end may arrive first.
    if (event.kind === 'recovered') await this.acceptOne(manager, beginningOf(event));
    await this.acceptOne(manager, event);
  }

  /** Sends an event to one channel, at most once. */
  async acceptFor(manager: EntityManager, event: AlertEvent, target: Target): Promise<void> {
    if (await storeEvent(manager, event)) await deliver(manager, event, [target]);
  }

  private async acceptOne(manager: EntityManager, event: AlertEvent): Promise<void> {
    if (!(await storeEvent(manager, event))) return;
    const newsAt = await newsTimeOf(manager, event);
    if (Date.parse(newsAt) < (await databaseNowMs(manager)) - TOO_OLD_MS) return;
    const flapping = await noteChange(manager, event);
    const mute = flapping === null ? null : MUTED_BY_FLAPPING;
    await deliver(manager, event, await findTargets(manager, event, newsAt), mute);
    if (endsMonitoring(event)) await hurryMessages(manager, event);
    if (flapping !== 'begins') return;
    const news: AlertEvent = { ...event, id: `flapping:${event.monitorId}:${event.occurredAt}`, kind: 'flapping' };
    if (await storeEvent(manager, news)) await deliver(manager, news, await findTargets(manager, news, newsAt));
  }
}

/**
 * When an event became known, which decides whether it is outdated: with long intervals an outage and its end are
 * confirmed long after they happened. The end of a reported outage is never outdated.
 */
async function newsTimeOf(manager: EntityManager, { kind, windowId, occurredAt }: AlertEvent): Promise<string> {
  if (windowId === null || (kind !== 'down' && kind !== 'recovered')) return occurredAt;
  const [window] = await manager.query<{ openedAt: Date; isTold: boolean }[]>(
    `SELECT opened_at AS "openedAt",
            EXISTS (SELECT 1 FROM deliveries d WHERE d.window_id = w.id AND d.kind = 'down' AND d.state <> 'muted') AS "isTold"
       FROM downtime_windows w WHERE id = $1`,
    [windowId],
  );
  if (!window) return occurredAt;
  if (kind === 'recovered' && window.isTold) return new Date(await databaseNowMs(manager)).toISOString();
  const openedAt = window.openedAt.toISOString();
  return openedAt > occurredAt ? openedAt : occurredAt;
}

const MUTED_BY_FLAPPING: Mute = {
  by: 'flapping',
  detail: `Flapping: ${FLAPPING.changes} changes in ${FLAPPING.withinMinutes} min.`,
};

/** False if the event is already stored. */
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
    : await judgeMutes(manager, { ...event, eventId: event.id }, ids);
  const isAlone = isOfNetwork(event.kind);
  const digests = isAlone ? NO_DIGESTS : await openDigests(manager, ids);
  const entries = targets.map((target) => {
    const verdict = verdicts.get(target.id);
    // An incident opened by a single message must be closed by one.
    const isClosing =
      target.hasIncidents &&
      (endsMonitoring(event) || (event.kind === 'recovered' && verdict?.beginningState !== 'merged'));
    return { target, mute: verdict?.mute ?? null, digestId: (!isClosing && digests.get(target.id)) || null };
  });
  await insertDeliveries(manager, event, entries);
  const mayWait = targets.some(({ waitForDiagnosisSeconds }) => waitForDiagnosisSeconds > 0);
  if (event.kind === 'recovered' && mayWait) await hurryBeginnings(manager, event, ids);
  for (const { target, ...entry } of entries) {
    if (!entry.mute && !entry.digestId && !isAlone) await controlStorm(manager, target);
  }
}

/** They explain the absence of many other messages, so they never wait in a digest. */
const isOfNetwork = (kind: DeliveryKind): boolean => kind === 'network-lost' || kind === 'network-back';
const NO_DIGESTS: ReadonlyMap<string, string> = new Map();

/**
 * Deliveries waiting for a retry become due at once, as they may no longer be needed. Those in flight are due when
 * their lease expires.
 */
async function hurryMessages(manager: EntityManager, { monitorId }: AlertEvent): Promise<void> {
  await manager.query(
    `UPDATE deliveries SET next_try_at = now()
      WHERE monitor_id = $1 AND channel_id IN (SELECT id FROM notification_channels)
        AND (state = 'pending' AND attempts = 0
             OR state = 'retrying' AND next_try_at > now() + interval '${LEASE_SECONDS} seconds')`,
    [monitorId],
  );
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

/** Once an outage has ended, its message no longer waits for a diagnosis. */
async function hurryBeginnings(manager: EntityManager, { windowId }: AlertEvent, channelIds: string[]): Promise<void> {
  await manager.query(
    `UPDATE deliveries SET next_try_at = now()
      WHERE window_id = $1 AND channel_id = ANY ($2::uuid[]) AND kind = 'down' AND state = 'pending' AND attempts = 0`,
    [windowId, channelIds],
  );
}
