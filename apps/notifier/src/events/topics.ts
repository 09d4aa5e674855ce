import type { DeliveryKind } from '@wakeful/contracts';
import { newestOfTopics, rowsOf } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

/** The topics of incidents at a receiver; at most one incident per monitor and topic. */
export type Topic = 'outage' | 'degraded' | 'certificate' | 'unchecked';

const KINDS_OF: Readonly<Record<Topic, { opening: readonly DeliveryKind[]; closing: readonly DeliveryKind[] }>> = {
  outage: { opening: ['down', 'reminder', 'flapping', 'calm'], closing: ['recovered'] },
  degraded: { opening: ['degraded'], closing: ['restored'] },
  certificate: { opening: ['certificate'], closing: [] },
  unchecked: { opening: ['unchecked'], closing: ['checked'] },
};
const KINDS = (Object.keys(KINDS_OF) as Topic[]).flatMap((topic) => {
  const { opening, closing } = KINDS_OF[topic];
  return [
    ...opening.map((kind) => ({ kind, topic, isOpening: true })),
    ...closing.map((kind) => ({ kind, topic, isOpening: false })),
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
  const rows = await rowsOf(manager, newestOfTopics, { channelIds, monitorId, beforeDeliveryId, kinds: KINDS });
  const open = new Map<string, Topic[]>();
  for (const { channelId, topic, isOpening } of rows) {
    if (isOpening) open.set(channelId, [...(open.get(channelId) ?? []), topic as Topic]);
  }
  return open;
}
