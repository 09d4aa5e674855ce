import { type ClaimedDelivery, mergedDeliveries, rowsOf, stormOfOutage } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import { endsMonitoring } from '../events/alert-event.js';
import type { AlertMessage, Incident } from './alert-message.js';
import { digestMessage, stormIncidentKey, stormIncidentOf } from './digest-message.js';
import { incidentKey } from '../events/topics.js';
import type { Links } from './links.js';
import { monitorMessage } from './monitor-message.js';
import { networkMessage } from './network-message.js';
import { readSubject } from './read-subject.js';
import { readThread, type Thread, threadKey, whatIsTold } from './read-thread.js';
import { inThread, newsOf } from './thread-message.js';

/**
 * Builds the message of a delivery from the state at sending time; null when everything it is about has been deleted, or it has nothing
 * new to tell.
 */
export async function buildMessage(
  manager: EntityManager,
  delivery: ClaimedDelivery,
  links: Links,
): Promise<AlertMessage | null> {
  const { kind, monitorId } = delivery;
  if (kind === 'digest') return buildDigest(manager, delivery, links);
  if (monitorId === null) return networkMessage(delivery, links);
  const message = await buildSingle(manager, delivery, monitorId, links);
  const thread = await readThread(manager, delivery);
  const own = thread ? ofThread(message.incident, monitorId, thread) : message.incident;
  const incident = await incidentOf(manager, delivery, own);
  if (!thread || !TOLD_IN_THREADS.has(kind)) return kind === 'update' ? null : { ...message, incident };
  const diagnosis = message.values.diagnosis === null ? null : String(message.values.diagnosis);
  const news = kind === 'update' ? newsOf(thread, diagnosis) : null;
  if (kind === 'update' && news === null) return null;
  const told = kind === 'down' || kind === 'update' ? whatIsTold(thread, diagnosis) : null;
  return { ...inThread({ ...message, incident }, thread, { links, nowMs: Date.now(), news }), told };
}

const TOLD_IN_THREADS = new Set<ClaimedDelivery['kind']>(['down', 'reminder', 'recovered', 'update']);

/** At a receiver that keeps incidents, the outage of a monitor is that of its thread, which ends with the last of its outages. */
function ofThread(own: Incident | null, monitorId: string, thread: Thread): Incident | null {
  const ofMonitor = incidentKey('outage', monitorId);
  if (own === null) return null;
  if (own.action === 'open') return own.key === ofMonitor ? { action: 'open', key: threadKey(thread) } : own;
  const keys = own.keys.flatMap((key) => (key !== ofMonitor ? [key] : thread.isOver ? [threadKey(thread)] : []));
  return { action: 'close', keys };
}

const buildSingle = async (
  manager: EntityManager,
  delivery: ClaimedDelivery,
  monitorId: string,
  links: Links,
): Promise<AlertMessage> => monitorMessage(delivery, monitorId, await readSubject(manager, delivery, monitorId), links);

/** A digest of one is the plain message, about the incident of the storm. */
async function buildDigest(
  manager: EntityManager,
  delivery: ClaimedDelivery,
  links: Links,
): Promise<AlertMessage | null> {
  const rows = await rowsOf(manager, mergedDeliveries, { digestId: delivery.id });
  const [first] = rows;
  if (!first) return null;
  if (rows.length > 1 || first.monitorId === null) return digestMessage(delivery, rows, links);
  const { kind, monitorId, windowId, facts } = first;
  const single = { ...delivery, kind, monitorId, windowId, facts, occurredAt: first.occurredAt };
  const message = await buildSingle(manager, single, monitorId, links);
  return { ...message, incident: stormIncidentOf(delivery.channelId, rows) };
}

/**
 * The incident of an outage reported in a digest is that of the storm: a reminder keeps it open, and the last of its
 * monitors to recover or be deleted closes it.
 */
async function incidentOf(
  manager: EntityManager,
  { kind, channelId, monitorId, windowId, facts }: ClaimedDelivery,
  own: Incident | null,
): Promise<Incident | null> {
  const isEnd = kind === 'recovered' || endsMonitoring({ kind, facts });
  if (!isEnd && kind !== 'reminder') return own;
  if (monitorId === null) return own;
  const [storm] = await rowsOf(manager, stormOfOutage, { channelId, monitorId, windowId });
  const key = stormIncidentKey(channelId);
  if (kind === 'reminder') return storm ? { action: 'open', key } : own;
  if (!storm?.isOver || own?.action === 'open') return own;
  return { action: 'close', keys: [...(own?.keys ?? []), key] };
}
