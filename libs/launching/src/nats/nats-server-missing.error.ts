/** No nats-server could be found on this machine or brought onto it. */
export class NatsServerMissingError extends Error {
  readonly code = 'NATS_SERVER_MISSING';

  constructor(attempts: readonly string[]) {
    super(
      'nats-server could not be had. Install it (https://docs.nats.io/running-a-nats-service/introduction/installation) ' +
        'so that it is on the PATH, or name its file in NATS_SERVER_BIN, or set NATS_URL to a running server with ' +
        `JetStream. Tried: ${attempts.join('; ')}.`,
    );
    this.name = 'NatsServerMissingError';
  }
}
