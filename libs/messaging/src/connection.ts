import { connect, type NatsConnection } from '@nats-io/transport-node';

const RECONNECT_WAIT_MS = 500;
const FIRST_CONNECT_TIMEOUT_MS = 5_000;

export interface NatsOptions {
  /** One or several server addresses, separated by commas. */
  url: string;
  /** Shown by the server, e.g. "checker". */
  name: string;
}

/** Connects and from then on reconnects for ever: a service outlives its NATS server. */
export function connectToNats(options: NatsOptions): Promise<NatsConnection> {
  return connect({
    servers: options.url.split(','),
    name: options.name,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_WAIT_MS,
    reconnectJitter: RECONNECT_WAIT_MS / 2,
    timeout: FIRST_CONNECT_TIMEOUT_MS,
    pingInterval: 10_000,
  });
}
