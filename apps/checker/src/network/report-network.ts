import type { Logger } from '@wakeful/platform';
import { Gauge } from 'prom-client';
import type { NetworkChange } from './loss-log.js';

const networkLost = new Gauge({
  name: 'wakeful_checker_network_lost',
  help: '1 while this checker reaches none of the hosts that it reached before, so that its checks end as unknown.',
});

/** Says in the log and in a metric that this checker's network is away, and that it is back. */
export function reportNetwork({ isLost, since }: NetworkChange, logger: Logger): void {
  networkLost.set(isLost ? 1 : 0);
  if (isLost) logger.warn({ since }, 'this checker has lost its network: its checks end as unknown');
  else logger.info({ lostSince: since }, 'this checker has its network back');
}
