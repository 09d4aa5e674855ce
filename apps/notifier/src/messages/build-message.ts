import type { EntityManager } from 'typeorm';
import type { ClaimedDelivery } from '../deliveries/claim-deliveries.js';
import type { AlertMessage } from './alert-message.js';
import { digestMessage, stormIncidentKey } from './digest-message.js';
import type { Links } from './links.js';
import { monitorMessage } from './monitor-message.js';
import { readSubject } from './read-subject.js';

/** Says what a delivery has to say, from what is known when it is sent. */
export async function buildMessage(
  manager: EntityManager,
  delivery: ClaimedDelivery,
  links: Links,
): Promise<AlertMessage> {
  const { monitorId } = delivery;
  if (monitorId === null) return digestMessage(manager, delivery, links);
  const message = monitorMessage(delivery, monitorId, await readSubject(manager, delivery, monitorId), links);
  if (delivery.kind !== 'recovered' || !(await endsStorm(manager, delivery))) return message;
  return { ...message, incident: { key: stormIncidentKey(delivery.channelId), action: 'close' } };
}

/** Whether an outage was told in a digest, none of whose monitors is down any more. */
async function endsStorm(manager: EntityManager, { channelId, windowId }: ClaimedDelivery): Promise<boolean> {
  const [row] = await manager.query<{ isOver: boolean }[]>(
    `SELECT NOT EXISTS (
              SELECT 1 FROM deliveries other JOIN downtime_windows w ON w.id = other.window_id AND w.ended_at IS NULL
               WHERE other.digest_id = d.digest_id) AS "isOver"
       FROM deliveries d WHERE d.channel_id = $1 AND d.window_id = $2 AND d.kind = 'down' AND d.state = 'merged'`,
    [channelId, windowId],
  );
  return row?.isOver ?? false;
}
