import {
  JetStreamApiError,
  jetstream,
  jetstreamManager,
  type JetStreamManager,
  type StoredMsg,
} from '@nats-io/jetstream';
import { Inject, Injectable } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { CONSUMER_HEADER, DEAD_PREFIX, REASON_HEADER } from './dead-letters.js';
import { NATS_CONNECTION } from './message-bus.js';

const STREAM = 'DEAD_LETTERS';
const NOT_FOUND = 404;
/** "no message found", "sequence … not found" and their like. */
const NO_MESSAGE = new Set([10_037, 10_043, 10_057]);
const PUBLISH_TIMEOUT_MS = 5_000;

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

/** Messages that could not be handled: lists, retries and deletes them. */
@Injectable()
export class DeadLetterBox {
  constructor(@Inject(NATS_CONNECTION) private readonly connection: NatsConnection) {}

  /** The newest ones, newest first, and how many there are. */
  async list(limit: number): Promise<{ letters: DeadLetter[]; total: number }> {
    const manager = await jetstreamManager(this.connection);
    const { state } = await manager.streams.info(STREAM);
    const letters: DeadLetter[] = [];
    for (let seq = state.last_seq; seq >= Math.max(1, state.first_seq) && letters.length < limit; seq--) {
      const message = await read(manager, seq);
      if (message) letters.push(letterOf(message));
    }
    return { letters, total: state.messages };
  }

  /**
   * Publishes a dead letter again, where it came from, and drops it then. If this ends in between, it is published twice,
   * which every consumer bears; one that fails again becomes a new dead letter.
   * @returns false: there is none of this id
   */
  async retry(id: number): Promise<boolean> {
    const manager = await jetstreamManager(this.connection);
    const message = await read(manager, id);
    if (!message) return false;
    const subject = message.subject.slice(DEAD_PREFIX.length);
    await jetstream(this.connection).publish(subject, message.data, {
      msgID: `dead:${id}:${message.time.toISOString()}`,
      timeout: PUBLISH_TIMEOUT_MS,
    });
    await this.drop(id);
    return true;
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

async function read(manager: JetStreamManager, seq: number): Promise<StoredMsg | null> {
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
