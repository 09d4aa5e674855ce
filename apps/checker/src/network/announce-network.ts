import { hostname } from 'node:os';
import { checkerNetworkBackV1, checkerNetworkLostV1 } from '@wakeful/contracts';
import type { MessageBus } from '@wakeful/messaging';
import type { Logger } from '@wakeful/platform';
import { Gauge } from 'prom-client';
import type { NetworkChange } from './loss-log.js';

const networkLost = new Gauge({
  name: 'wakeful_checker_network_lost',
  help: '1 while this checker reaches none of the hosts that it reached before, so that its checks end as unknown.',
});

const RETRY_MS = 5_000;
/** Half an hour: NATS may be behind the same uplink. */
const MAX_TRIES = 360;

export interface Announcer {
  bus: MessageBus;
  logger: Logger;
  location: string;
}

/**
 * Says that this checker's network is away, or that it is back: in the log, in a metric, and to people by an event. The event is
 * sent again until NATS takes it. Never rejects.
 */
export async function announceNetwork(change: NetworkChange, { bus, logger, location }: Announcer): Promise<void> {
  const { isLost, since, affectedPages } = change;
  networkLost.set(isLost ? 1 : 0);
  if (isLost) logger.warn({ since }, 'this checker has lost its network: its checks end as unknown');
  else logger.info({ lostSince: since }, 'this checker has its network back');
  const loss = {
    location,
    checker: hostname().slice(0, 255),
    since: since.toISOString(),
    affectedMonitors: affectedPages,
  };
  const at = new Date().toISOString();
  const publish = () =>
    isLost ? bus.publish(checkerNetworkLostV1, loss) : bus.publish(checkerNetworkBackV1, { ...loss, at });
  for (let tries = 1; ; tries += 1) {
    try {
      await publish();
      return;
    } catch (error) {
      if (tries === MAX_TRIES) {
        logger.error({ err: error }, 'could not publish that the network was lost or restored');
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
    }
  }
}
