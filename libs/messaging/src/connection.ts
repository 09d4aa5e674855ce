import { connect, type NatsConnection } from '@nats-io/transport-node';

const RECONNECT_WAIT_MS = 500;
const FIRST_CONNECT_TIMEOUT_MS = 5_000;
const FIRST_CONNECT_PATIENCE_MS = 20_000;

export interface NatsOptions {
  /** One or several server addresses, separated by commas. */
  url: string;
  /** Shown by the server, e.g. "checker". */
  name: string;
}

/**
 * Connects, with patience for a server that is only just starting, and from then on reconnects for ever: a service
 * outlives its NATS server.
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
    servers: options.url.split(','),
    name: options.name,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_WAIT_MS,
    reconnectJitter: RECONNECT_WAIT_MS / 2,
    timeout: FIRST_CONNECT_TIMEOUT_MS,
    pingInterval: 10_000,
  });
