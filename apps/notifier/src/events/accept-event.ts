import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DAY_MS, type DeliveryKind, type DeliveryState } from '@wakeful/contracts';
import {
  changesOf,
  databaseNowMs,
  hurryBeginningsOfWindow,
  hurryDeliveriesOfMonitor,
  insertDeliveries,
  insertEvent,
  newsOfWindow,
  promoteEnd,
  rowsOf,
} from '@wakeful/persistence';
import { DataSource, type EntityManager } from 'typeorm';
import { type AlertEvent, beginningOf, endsMonitoring } from './alert-event.js';
import { FLAPPING, noteChange } from './flapping.js';
import { judgeMutes, type Mute } from './muting.js';
import { newsOfNetwork } from './network-loss.js';
import { controlStorm, openDigests } from './storm.js';
import { findTargets, type Target } from './targets.js';
import { continueThreads, leadFor, readThreads } from './threads.js';

/** Outdated events, as after a long standstill, are recorded but not sent. */
const TOO_OLD_MS = DAY_MS;

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
      for (const news of await newsOfNetwork(manager, event)) await this.#acceptOne(manager, news);
      return;
    }
    // The two arrive over different subjects, and the end may arrive first.
    if (event.kind === 'recovered') await this.#acceptOne(manager, beginningOf(event));
    await this.#acceptOne(manager, event);
  }

  /** Sends an event to one channel, at most once. */
  async acceptFor(manager: EntityManager, event: AlertEvent, target: Target): Promise<void> {
    if (await storeEvent(manager, event)) await deliver(manager, event, [target]);
  }

  async #acceptOne(manager: EntityManager, event: AlertEvent): Promise<void> {
    if (!(await storeEvent(manager, event))) return;
    const newsAt = await newsTimeOf(manager, event);
    if (Date.parse(newsAt) < (await databaseNowMs(manager)) - TOO_OLD_MS) return;
    const flapping = await noteChange(manager, event);
    const mute = flapping === null ? null : MUTED_BY_FLAPPING;
    await deliver(manager, event, await findTargets(manager, event, newsAt), mute);
    // Deliveries waiting for a retry may no longer be needed.
    if (endsMonitoring(event) && event.monitorId !== null) {
      await changesOf(manager, hurryDeliveriesOfMonitor, { monitorId: event.monitorId });
      await changesOf(manager, promoteEnd, { monitorId: event.monitorId });
    }
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
  const [window] = await rowsOf(manager, newsOfWindow, { windowId });
  if (!window) return occurredAt;
  if (kind === 'recovered' && window.isTold) return new Date(await databaseNowMs(manager)).toISOString();
  return window.openedAt > occurredAt ? window.openedAt : occurredAt;
}

const MUTED_BY_FLAPPING: Mute = {
  by: 'flapping',
  detail: `Flapping: ${FLAPPING.changes} changes in ${FLAPPING.withinMinutes} min.`,
};

/** False if the event is already stored. */
const storeEvent = async (manager: EntityManager, event: AlertEvent): Promise<boolean> =>
  (await changesOf(manager, insertEvent, event)) > 0;

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
  const threads = await readThreads(manager, event, ids);
  const digests = isAlone ? NO_DIGESTS : await openDigests(manager, ids);
  const entries = targets.map((target) => {
    const verdict = verdicts.get(target.id);
    const leadId = leadFor(threads, target.id);
    // An incident opened by a single message must be closed by one.
    const isClosing =
      target.hasIncidents &&
      (endsMonitoring(event) ||
        (event.kind === 'recovered' && (verdict?.beginningState !== 'merged' || threads.toEnd.has(target.id))));
    const digestId = leadId ?? ((!isClosing && digests.get(target.id)) || null);
    return { id: randomUUID(), target, mute: verdict?.mute ?? null, digestId };
  });
  const { id: eventId, kind, monitorId, windowId } = event;
  await changesOf(manager, insertDeliveries, {
    eventId,
    kind,
    monitorId,
    windowId,
    deliveries: entries.map(rowOf(kind)),
  });
  const stored = entries.map(({ id, target, mute, digestId }) => ({
    id,
    channelId: target.id,
    isMuted: mute !== null,
    isAlone: digestId === null || digestId === leadFor(threads, target.id),
  }));
  await continueThreads(manager, threads, windowId, stored);
  if (kind === 'recovered' && mute !== null && monitorId !== null) await changesOf(manager, promoteEnd, { monitorId });
  const mayWait = targets.some(({ waitForDiagnosisSeconds }) => waitForDiagnosisSeconds > 0);
  // Once an outage has ended, its message no longer waits for a diagnosis.
  if (kind === 'recovered' && windowId !== null && mayWait) {
    await changesOf(manager, hurryBeginningsOfWindow, { windowId, channelIds: ids });
  }
  for (const { target, ...entry } of entries) {
    if (!entry.mute && !entry.digestId && !isAlone) await controlStorm(manager, target);
  }
}

/** They explain the absence of many other messages, so they never wait in a digest. */
const isOfNetwork = (kind: DeliveryKind): boolean => kind === 'network-lost' || kind === 'network-back';
const NO_DIGESTS: ReadonlyMap<string, string> = new Map();

interface Entry {
  readonly id: string;
  readonly target: Target;
  readonly mute: Mute | null;
  readonly digestId: string | null;
}

const stateOf = ({ mute, digestId }: Entry): DeliveryState => (mute ? 'muted' : digestId ? 'merged' : 'pending');

const rowOf = (kind: DeliveryKind) => (entry: Entry) => {
  const { id, target, mute, digestId } = entry;
  return {
    id,
    channelId: target.id,
    state: stateOf(entry),
    mutedBy: mute?.by ?? null,
    detail: mute?.detail ?? '',
    digestId: mute ? null : digestId,
    waitSeconds: kind === 'down' ? target.waitForDiagnosisSeconds : 0,
  };
};
