import type { DeliveryKind } from '@wakeful/contracts';
import type { EntityManager } from 'typeorm';

/** The topics of incidents at a receiver; at most one incident per monitor and topic. */
export type Topic = 'outage' | 'degraded' | 'certificate' | 'unchecked';

const KINDS_OF: Readonly<Record<Topic, { opening: readonly DeliveryKind[]; closing: readonly DeliveryKind[] }>> = {
  outage: { opening: ['down', 'reminder', 'flapping', 'calm'], closing: ['recovered'] },
  degraded: { opening: ['degraded'], closing: ['restored'] },
  certificate: { opening: ['certificate'], closing: [] },
  unchecked: { opening: ['unchecked'], closing: ['checked'] },
};
const TOPICS = Object.keys(KINDS_OF) as Topic[];

/** The receiver's key for the incident. */
export const incidentKey = (topic: Topic, monitorId: string): string =>
  topic === 'outage' ? `wakeful-${monitorId}` : `wakeful-${monitorId}-${topic}`;

const listOf = (kinds: readonly DeliveryKind[]): string => kinds.map((kind) => `'${kind}'`).join(', ');

const topicSql = `CASE ${TOPICS.map((topic) => {
  const { opening, closing } = KINDS_OF[topic];
  return `WHEN d.kind IN (${listOf([...opening, ...closing])}) THEN '${topic}'`;
}).join(' ')} END`;
const isOpeningSql = `d.kind IN (${listOf(TOPICS.flatMap((topic) => KINDS_OF[topic].opening))})`;

/** A message that has reached its receiver, may have, or still may. */
const hasEffect = `(d.state <> 'muted' OR d.failures > 0)`;

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
  const rows = await manager.query<{ channelId: string; topic: Topic; isOpen: boolean }[]>(
    `SELECT DISTINCT ON (d.channel_id, ${topicSql}) d.channel_id AS "channelId", ${topicSql} AS topic,
            ${isOpeningSql} AS "isOpen"
       FROM unnest($1::uuid[]) AS c (id) JOIN deliveries d ON d.channel_id = c.id AND d.monitor_id = $2
      WHERE ${topicSql} IS NOT NULL AND ${hasEffect}
        AND ($3::uuid IS NULL OR d.sequence < (SELECT sequence FROM deliveries WHERE id = $3))
        AND NOT EXISTS (
          SELECT 1 FROM deliveries e JOIN alert_events v ON v.id = e.event_id
           WHERE e.channel_id = d.channel_id AND e.monitor_id = d.monitor_id AND e.kind = 'monitoring'
             AND v.facts->>'change' IN ('disabled', 'deleted', 'detached') AND e.state <> 'muted'
             AND e.id IS DISTINCT FROM $3 AND e.sequence > d.sequence)
      ORDER BY d.channel_id, ${topicSql}, d.sequence DESC`,
    [channelIds, monitorId, beforeDeliveryId],
  );
  const open = new Map<string, Topic[]>();
  for (const { channelId, topic, isOpen } of rows) {
    if (isOpen) open.set(channelId, [...(open.get(channelId) ?? []), topic]);
  }
  return open;
}
