import { connect, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node';
import type { NatsConfig } from '@wakeful/platform';

const RECONNECT_WAIT_MS = 500;
const FIRST_CONNECT_TIMEOUT_MS = 5_000;
const FIRST_CONNECT_PATIENCE_MS = 20_000;

export interface NatsOptions {
  /** One or several server addresses, separated by commas. */
  url: string;
  /** The service, e.g. "checker". Shown by the server, and part of the inboxes in which answers come. */
  name: string;
  user?: string | undefined;
  password?: string | undefined;
  /** PEM texts: CAs to trust in addition to the usual ones, and who we are if the server asks for a certificate. */
  tls?: { ca?: string | undefined; cert?: string | undefined; key?: string | undefined };
}

/** The part of a service's configuration that says how to reach NATS. */
export const natsOptionsOf = (config: NatsConfig, name: string): NatsOptions => ({
  url: config.NATS_URL,
  name,
  user: config.NATS_USER,
  password: config.NATS_PASSWORD,
  tls: { ca: config.NATS_CA, cert: config.NATS_CERT, key: config.NATS_KEY },
});

/**
 * What every connection of a service is made with, Nest's own included. Answers come into inboxes below the service's
 * name, so that a server can keep each of its users to its own.
 */
export function connectionOptions(options: NatsOptions): NodeConnectionOptions {
  const { name, user, password, tls } = options;
  const isTls = Object.values(tls ?? {}).some(Boolean);
  return {
    servers: options.url.split(','),
    name,
    inboxPrefix: `_INBOX.${name}`,
    // A stack for each request in case it fails, taken beforehand, was more than a hundredth of a scheduler's CPU.
    noAsyncTraces: true,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { pass: password }),
    ...(isTls && { tls: { ca: tls?.ca, cert: tls?.cert, key: tls?.key } as NonNullable<NodeConnectionOptions['tls']> }),
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_WAIT_MS,
  };
}

/**
 * Connects, with patience for a server that is only just starting, and then reconnects indefinitely: a service outlives
 * its NATS server.
 */
export async function connectToNats(options: NatsOptions): Promise<NatsConnection> {
  const deadlineMs = Date.now() + FIRST_CONNECT_PATIENCE_MS;
  for (;;) {
    try {
      return await connectOnce(options);
    } catch (error) {
      if (Date.now() >= deadlineMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_WAIT_MS));
    }
  }
}

const connectOnce = (options: NatsOptions): Promise<NatsConnection> =>
  connect({
    ...connectionOptions(options),
    reconnectJitter: RECONNECT_WAIT_MS / 2,
    timeout: FIRST_CONNECT_TIMEOUT_MS,
    pingInterval: 10_000,
  });
