import type { DeliveryKind } from '@wakeful/contracts';
import { incidentsOfChannel, newestOfTopics, rowsOf } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import { CHOICES } from './choices.js';

/** The topics of incidents at a receiver; at most one incident per monitor and topic. */
export type Topic = 'outage' | 'degraded' | 'certificate' | 'unchecked';

type TopicKind = keyof typeof CHOICES & DeliveryKind;
const KINDS_OF: Readonly<Record<Topic, { opening: readonly TopicKind[]; closing: readonly TopicKind[] }>> = {
  outage: { opening: ['down', 'reminder', 'flapping', 'calm'], closing: ['recovered'] },
  degraded: { opening: ['degraded'], closing: ['restored'] },
  certificate: { opening: ['certificate'], closing: [] },
  unchecked: { opening: ['unchecked'], closing: ['checked'] },
};
/** Which kind of message is about which topic, and what a channel has to want to get its end. */
export const TOPIC_KINDS = (Object.keys(KINDS_OF) as Topic[]).flatMap((topic) => {
  const { opening, closing } = KINDS_OF[topic];
  const choices = [...new Set([...opening, ...closing].map((kind) => CHOICES[kind]))];
  const [choice = null, otherChoice = null] = choices;
  return [
    ...opening.map((kind) => ({ kind, topic, choice, otherChoice, isOpening: true })),
    ...closing.map((kind) => ({ kind, topic, choice, otherChoice, isOpening: false })),
  ];
});

/** The receiver's key for the incident. */
export const incidentKey = (topic: Topic, monitorId: string): string =>
  topic === 'outage' ? `wakeful-${monitorId}` : `wakeful-${monitorId}-${topic}`;

/**
 * What is open at receivers about a monitor, according to sent messages; nothing after the end of its monitoring.
 * @param beforeDeliveryId considers only deliveries to the channel before this one
 */
export async function openTopics(
  manager: EntityManager,
  channelIds: readonly string[],
  monitorId: string,
  beforeDeliveryId: string | null = null,
): Promise<ReadonlyMap<string, readonly Topic[]>> {
  const rows = await rowsOf(manager, newestOfTopics, { channelIds, monitorId, beforeDeliveryId, kinds: TOPIC_KINDS });
  const open = new Map<string, Topic[]>();
  for (const { channelId, topic, isOpening } of rows) {
    if (isOpening) open.set(channelId, [...(open.get(channelId) ?? []), topic as Topic]);
  }
  return open;
}

/** What is open at the receiver of a channel, about all monitors. */
export async function openIncidents(
  manager: EntityManager,
  channelId: string,
): Promise<{ monitorId: string; topic: Topic }[]> {
  const rows = await rowsOf(manager, incidentsOfChannel, { channelId, kinds: TOPIC_KINDS });
  return rows.flatMap(({ monitorId, topic, isOpening }) => (isOpening ? [{ monitorId, topic: topic as Topic }] : []));
}
