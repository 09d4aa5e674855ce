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
  const incident = await stormIncident(manager, delivery);
  return incident ? { ...message, incident } : message;
}

/**
 * The incident of an outage that was told in a digest is that of the storm: a reminder keeps it open, and the recovery of the
 * last of its monitors closes it.
 */
async function stormIncident(
  manager: EntityManager,
  { kind, channelId, windowId }: ClaimedDelivery,
): Promise<AlertMessage['incident']> {
  if (kind !== 'recovered' && kind !== 'reminder') return null;
  const [storm] = await manager.query<{ isOver: boolean }[]>(
    `SELECT NOT EXISTS (
              SELECT 1 FROM deliveries other JOIN downtime_windows w ON w.id = other.window_id AND w.ended_at IS NULL
               WHERE other.digest_id = d.digest_id) AS "isOver"
       FROM deliveries d WHERE d.channel_id = $1 AND d.window_id = $2 AND d.kind = 'down' AND d.state = 'merged'`,
    [channelId, windowId],
  );
  const key = stormIncidentKey(channelId);
  if (kind === 'reminder') return storm ? { key, action: 'open' } : null;
  return storm?.isOver ? { key, action: 'close' } : null;
}
