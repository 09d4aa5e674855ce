import { Inject, Injectable } from '@nestjs/common';
import { DAY_MS, type DeliveryKind, type DeliveryState } from '@wakeful/contracts';
import {
  changesOf,
  hurryBeginningsOfWindow,
  hurryDeliveriesOfMonitor,
  insertDeliveries,
  insertEvent,
  newsOfWindow,
  rowsOf,
} from '@wakeful/persistence';
import { DataSource, type EntityManager } from 'typeorm';
import { type AlertEvent, beginningOf, endsMonitoring } from './alert-event.js';
import { FLAPPING, noteChange } from './flapping.js';
import { judgeMutes, type Mute } from './muting.js';
import { controlStorm, openDigests } from './storm.js';
import { newsOfNetwork } from './network-loss.js';
import { findTargets, type Target } from './targets.js';

/** Old news, as after a long standstill, is noted and not told. */
const TOO_OLD_MS = DAY_MS;

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
    if (isOfNetwork(event.kind)) {
      for (const news of await newsOfNetwork(manager, event)) await this.#acceptOne(manager, news);
      return;
    }
    // The two come over different subjects, and the end may be faster.
    if (event.kind === 'recovered') await this.#acceptOne(manager, beginningOf(event));
    await this.#acceptOne(manager, event);
  }

  /** Tells one channel of something; again, once. */
  async acceptFor(manager: EntityManager, event: AlertEvent, target: Target): Promise<void> {
    if (await storeEvent(manager, event)) await deliver(manager, event, [target]);
  }

  async #acceptOne(manager: EntityManager, event: AlertEvent): Promise<void> {
    if (!(await storeEvent(manager, event))) return;
    const newsAt = await newsTimeOf(manager, event);
    if (Date.parse(newsAt) < Date.now() - TOO_OLD_MS) return;
    const flapping = await noteChange(manager, event);
    const mute = flapping === null ? null : MUTED_BY_FLAPPING;
    await deliver(manager, event, await findTargets(manager, event, newsAt), mute);
    // What waits for its next try need not be sent any more.
    if (endsMonitoring(event) && event.monitorId !== null) {
      await changesOf(manager, hurryDeliveriesOfMonitor, { monitorId: event.monitorId });
    }
    if (flapping !== 'begins') return;
    const news: AlertEvent = { ...event, id: `flapping:${event.monitorId}:${event.occurredAt}`, kind: 'flapping' };
    if (await storeEvent(manager, news)) await deliver(manager, news, await findTargets(manager, news, newsAt));
  }
}

/**
 * When something became known, which is what makes it news: checks that are far apart confirm an outage long after its start, and
 * its end as well. The end of what was told is always news.
 */
async function newsTimeOf(manager: EntityManager, { kind, windowId, occurredAt }: AlertEvent): Promise<string> {
  if (windowId === null || (kind !== 'down' && kind !== 'recovered')) return occurredAt;
  const [window] = await rowsOf(manager, newsOfWindow, { windowId });
  if (!window) return occurredAt;
  if (kind === 'recovered' && window.isTold) return new Date().toISOString();
  return window.openedAt > occurredAt ? window.openedAt : occurredAt;
}

const MUTED_BY_FLAPPING: Mute = {
  by: 'flapping',
  detail: `It is flapping: ${FLAPPING.changes} changes within ${FLAPPING.withinMinutes} minutes.`,
};

/** False when the event is stored already. */
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
  const digests = isAlone ? NO_DIGESTS : await openDigests(manager, ids);
  const entries = targets.map((target) => {
    const verdict = verdicts.get(target.id);
    // An incident that was opened by itself has to be closed by itself.
    const isClosing =
      target.hasIncidents &&
      (endsMonitoring(event) || (event.kind === 'recovered' && verdict?.beginningState !== 'merged'));
    return { target, mute: verdict?.mute ?? null, digestId: (!isClosing && digests.get(target.id)) || null };
  });
  const { id: eventId, kind, monitorId, windowId } = event;
  await changesOf(manager, insertDeliveries, {
    eventId,
    kind,
    monitorId,
    windowId,
    deliveries: entries.map(rowOf(kind)),
  });
  const mayWait = targets.some(({ waitForDiagnosisSeconds }) => waitForDiagnosisSeconds > 0);
  // Once an outage is over, its message has no diagnosis to wait for.
  if (kind === 'recovered' && windowId !== null && mayWait) {
    await changesOf(manager, hurryBeginningsOfWindow, { windowId, channelIds: ids });
  }
  for (const { target, ...entry } of entries) {
    if (!entry.mute && !entry.digestId && !isAlone) await controlStorm(manager, target);
  }
}

/** They say that many others say nothing, so they never wait in a digest. */
const isOfNetwork = (kind: DeliveryKind): boolean => kind === 'network-lost' || kind === 'network-back';
const NO_DIGESTS: ReadonlyMap<string, string> = new Map();

interface Entry {
  readonly target: Target;
  readonly mute: Mute | null;
  readonly digestId: string | null;
}

const stateOf = ({ mute, digestId }: Entry): DeliveryState => (mute ? 'muted' : digestId ? 'merged' : 'pending');

const rowOf = (kind: DeliveryKind) => (entry: Entry) => {
  const { target, mute, digestId } = entry;
  return {
    channelId: target.id,
    state: stateOf(entry),
    mutedBy: mute?.by ?? null,
    detail: mute?.detail ?? '',
    digestId: mute ? null : digestId,
    waitSeconds: kind === 'down' ? target.waitForDiagnosisSeconds : 0,
  };
};
