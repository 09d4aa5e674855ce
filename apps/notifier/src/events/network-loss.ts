import type { CheckerNetworkBackV1, CheckerNetworkLostV1 } from '@wakeful/contracts';
import { knownNetworkLoss, lockObjectInTransaction, rowsOf } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import type { AlertEvent } from './alert-event.js';

/** A loss open for longer than this is dropped: its checker was removed, and no end will come. */
const LONGEST_LOSS_HOURS = 24;

export function networkLostEvent({ since, ...loss }: CheckerNetworkLostV1): AlertEvent {
  const id = `network-lost:${loss.location}:${loss.checker}:${since}`;
  const facts = { name: loss.checker, url: '', startedAt: since, ...loss };
  return { id, kind: 'network-lost', monitorId: null, windowId: null, occurredAt: since, facts };
}

export function networkBackEvent({ since, at, ...loss }: CheckerNetworkBackV1): AlertEvent {
  const id = `network-back:${loss.location}:${loss.checker}:${since}`;
  const facts = { name: loss.checker, url: '', startedAt: since, endedAt: at, ...loss };
  return { id, kind: 'network-back', monitorId: null, windowId: null, occurredAt: at, facts };
}

/**
 * Reduces reports to one event per loss: overlapping reports of one checker are the same loss. Returns what is new
 * under the ID of its loss: the loss, its end, both or nothing. Must be called in the transaction that stores it.
 */
export async function newsOfNetwork(manager: EntityManager, event: AlertEvent): Promise<AlertEvent[]> {
  const { location = '', checker = '', startedAt = event.occurredAt } = event.facts;
  await lockObjectInTransaction(manager, 'networkLoss', `${location}:${checker}`);
  const [known] = await rowsOf(manager, knownNetworkLoss, {
    location,
    checker,
    startedAt,
    until: event.kind === 'network-back' ? event.occurredAt : 'infinity',
    maxHours: LONGEST_LOSS_HOURS,
  });
  if (event.kind === 'network-lost') return known ? [] : [event];
  if (!known) return [lossOf(event), event];
  if (known.endedAt !== null) return [];
  const facts = { ...event.facts, startedAt: known.startedAt };
  return [{ ...event, id: known.id.replace('network-lost', 'network-back'), facts }];
}

/** The loss that an event ends. */
function lossOf({ facts, ...event }: AlertEvent): AlertEvent {
  const { endedAt: _, ...lost } = facts;
  const id = event.id.replace('network-back', 'network-lost');
  return { ...event, id, kind: 'network-lost', occurredAt: facts.startedAt ?? event.occurredAt, facts: lost };
}
