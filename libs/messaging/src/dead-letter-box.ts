import { JetStreamApiError, type JetStreamManager, jetstreamManager, type StoredMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { Inject, Injectable } from '@nestjs/common';
import { deadLetterRetryReplyV1, deadLetterRetryV1 } from '@wakeful/contracts';
import { encodeMessage } from './codec.js';
import { CONSUMER_HEADER, DEAD_PREFIX, REASON_HEADER } from './dead-letters.js';
import { NATS_CONNECTION } from './message-bus.js';

const STREAM = 'DEAD_LETTERS';
const NOT_FOUND = 404;
/** "no message found", "sequence … not found" and their like. */
const NO_MESSAGE = new Set([10_037, 10_043, 10_057]);
/** Longer than a recorder gives the stream. */
const RETRY_TIMEOUT_MS = 10_000;

export interface DeadLetter {
  /** Its number in the stream. */
  readonly id: number;
  /** Where it was published, and is published again. */
  readonly subject: string;
  readonly consumer: string;
  readonly reason: string;
  /** When it was put aside. */
  readonly at: string;
  readonly bytes: number;
}

/** A dead letter could not be put back where it came from, such as into a queue that is full. */
class DeadLetterKeptError extends Error {
  readonly code = 'DEAD_LETTER_KEPT';

  constructor(id: number) {
    super(`The dead letter ${id} could not be put back where it came from, and stays; the log of a recorder says why.`);
    this.name = 'DeadLetterKeptError';
  }
}

/** Messages that no consumer could handle: shows them, puts them back, drops them. */
@Injectable()
export class DeadLetterBox {
  constructor(@Inject(NATS_CONNECTION) private readonly connection: NatsConnection) {}

  /** The newest ones, newest first, and how many there are. */
  async list(limit: number): Promise<{ letters: DeadLetter[]; total: number }> {
    const manager = await jetstreamManager(this.connection);
    const { state } = await manager.streams.info(STREAM);
    const letters: DeadLetter[] = [];
    for (let seq = state.last_seq; seq >= Math.max(1, state.first_seq) && letters.length < limit; seq--) {
      const message = await readDeadLetter(manager, seq);
      if (message) letters.push(letterOf(message));
    }
    return { letters, total: state.messages };
  }

  /**
   * Has a recorder publish a dead letter again, where it came from, and drops it then. If this ends in between, it is
   * published twice, which every consumer bears; one that fails again becomes a new dead letter.
   * @returns false: there is none of this id
   * @throws DeadLetterKeptError, or the error of a server that does not answer
   */
  async retry(id: number): Promise<boolean> {
    const request = encodeMessage(deadLetterRetryV1, { id });
    const answer = await this.connection.request(deadLetterRetryV1.subjectOf({ id }), request, {
      timeout: RETRY_TIMEOUT_MS,
    });
    const { outcome } = deadLetterRetryReplyV1.parse(answer.json());
    if (outcome === 'failed') throw new DeadLetterKeptError(id);
    return outcome === 'retried' && (await this.drop(id));
  }

  /** @returns false: there is none of this id */
  async drop(id: number): Promise<boolean> {
    const manager = await jetstreamManager(this.connection);
    try {
      return await manager.streams.deleteMessage(STREAM, id);
    } catch (error) {
      if (isAbsent(error)) return false;
      throw error;
    }
  }
}

const isAbsent = (error: unknown): boolean =>
  error instanceof JetStreamApiError && (error.status === NOT_FOUND || NO_MESSAGE.has(error.code));

/** The dead letter of a number; null: there is none. */
export async function readDeadLetter(manager: JetStreamManager, seq: number): Promise<StoredMsg | null> {
  try {
    return await manager.streams.getMessage(STREAM, { seq });
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

const letterOf = ({ seq, subject, header, data, time }: StoredMsg): DeadLetter => ({
  id: seq,
  subject: subject.slice(DEAD_PREFIX.length),
  consumer: header.get(CONSUMER_HEADER),
  reason: header.get(REASON_HEADER),
  at: time.toISOString(),
  bytes: data.length,
});
