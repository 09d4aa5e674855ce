import { JetStreamApiError, JetStreamError } from '@nats-io/jetstream';
import {
  ClosedConnectionError,
  ConnectionError,
  DrainingConnectionError,
  NoRespondersError,
  RequestError,
  TimeoutError,
} from '@nats-io/transport-node';

const AWAY = [
  ClosedConnectionError,
  ConnectionError,
  DrainingConnectionError,
  JetStreamError,
  NoRespondersError,
  RequestError,
  TimeoutError,
] as const;
const NOT_FOUND = 404;
const UNAVAILABLE = 503;

/** True when NATS, JetStream in it or a stream is not there, as opposed to refusing what was sent. */
export function isNatsAway(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return error.status === NOT_FOUND || error.status === UNAVAILABLE;
  return AWAY.some((type) => error instanceof type);
}

/** A message does not have the shape that its contract says. Trying again cannot help. */
export class InvalidMessageError extends Error {
  readonly code = 'MESSAGE_INVALID';

  constructor(contract: string, problem: string, cause?: unknown) {
    super(`${contract} is not valid: ${problem}`, { cause });
    this.name = 'InvalidMessageError';
  }
}

/** A limit of the stream itself; anything else for which it stores nothing is a limit of the server or its disk. */
const OWN_LIMIT = /^maximum (messages|bytes)/;

/** The stream takes no more messages for this subject now: it is at its limit, or the server has no room. */
export class StreamFullError extends Error {
  readonly code = 'STREAM_FULL';

  /** @param why what the server said */
  constructor(subject: string, why: string, cause?: unknown) {
    const text = OWN_LIMIT.test(why)
      ? `the queue of ${subject} is full`
      : `NATS has no room to store ${subject} (${why})`;
    super(text, { cause });
    this.name = 'StreamFullError';
  }
}

/**
 * What a handler needs is out of reach for now, for example Postgres. The message is tried again until it is back and
 * never becomes a dead letter for it.
 */
export class DependencyUnavailableError extends Error {
  readonly code = 'DEPENDENCY_UNAVAILABLE';

  constructor(what: string, cause?: unknown) {
    super(`${what} cannot be reached`, { cause });
    this.name = 'DependencyUnavailableError';
  }
}

/** The server has no room for one more file. */
export class ArtifactStoreFullError extends Error {
  readonly code = 'ARTIFACT_STORE_FULL';

  constructor(objectName: string, cause?: unknown) {
    super(`there is no room to store ${objectName}: the NATS server has used up its storage`, { cause });
    this.name = 'ArtifactStoreFullError';
  }
}

/** A file changed or vanished while it was read. */
export class ArtifactDamagedError extends Error {
  readonly code = 'ARTIFACT_DAMAGED';

  constructor(objectName: string) {
    super(`${objectName} is not as it was stored`);
    this.name = 'ArtifactDamagedError';
  }
}
