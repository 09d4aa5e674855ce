import { jetstream, type JetStreamClient } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import type { Delivery } from './delivery.js';

const MAX_REASON_LENGTH = 500;
/** Before the subject on which the message was published. */
export const DEAD_PREFIX = 'dead.';
export const CONSUMER_HEADER = 'Wakeful-Consumer';
export const REASON_HEADER = 'Wakeful-Reason';

/** Keeps messages that could not be handled, as they came, with the reason in a header. */
export class DeadLetters {
  readonly #jetstream: JetStreamClient;

  constructor(connection: NatsConnection) {
    this.#jetstream = jetstream(connection);
  }

  /** Resolves when the dead letter is stored; only then may the message be taken off its stream. */
  async keep(message: Delivery, consumer: string, error: Error): Promise<void> {
    const header = headers();
    header.set(CONSUMER_HEADER, consumer);
    header.set(REASON_HEADER, error.message.replace(/\s+/g, ' ').slice(0, MAX_REASON_LENGTH));
    const id = `${message.info.stream}:${message.seq}:${consumer}`;
    await this.#jetstream.publish(DEAD_PREFIX + message.subject, message.data, { headers: header, msgID: id });
  }
}
