import { z } from 'zod';
import { defineMessage, type MessageOf } from './define-message.js';

const networkLoss = z.object({
  location: z.string().min(1).max(64),
  /** The machine, container or pod, as `host` of `service.beat`: processes that share it share its network. */
  checker: z.string().min(1).max(255),
  /** Start of the first check that failed for it. */
  since: z.iso.datetime(),
  /** How many monitors of the location are not checked, or were not. */
  affectedMonitors: z.int().min(0),
});

/**
 * A checker has lost its own network: what it cannot reach is `unknown`. May be reported often and by several, also
 * through the outbox: reports of the same checker whose times overlap are one loss, which is alerted on once.
 */
export const checkerNetworkLostV1 = defineMessage({
  name: 'checker.network-lost',
  version: 1,
  stream: 'EVENTS',
  schema: networkLoss,
});
export type CheckerNetworkLostV1 = MessageOf<typeof checkerNetworkLostV1>;

/** Its network is back. Enough without a report of the loss, which it implies. */
export const checkerNetworkBackV1 = defineMessage({
  name: 'checker.network-back',
  version: 1,
  stream: 'EVENTS',
  schema: networkLoss.extend({
    /** Start of the first check that succeeded again. */
    at: z.iso.datetime(),
  }),
});
export type CheckerNetworkBackV1 = MessageOf<typeof checkerNetworkBackV1>;
