import { randomUUID } from 'node:crypto';
import {
  jetstream,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  jetstreamManager,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { Inject, Injectable } from '@nestjs/common';
import { type MessageContract, type MessageOf, type StreamName } from '@wakeful/contracts';
import { LOGGER, type Logger } from '@wakeful/platform';
import { decodeMessage, encodeMessage } from './codec.js';
import { InvalidMessageError, StreamFullError } from './errors.js';
import { streamDefinitions } from './streams.js';
import { traceHeaders } from './trace-headers.js';

export const NATS_CONNECTION = Symbol('NATS_CONNECTION');

/** What was sent around a disconnect is lost; a short first wait keeps a server restart from delaying anything. */
const PUBLISH_TIMEOUTS_MS = [1_000, 2_000, 2_000] as const;
const HEADER_ALLOWANCE_BYTES = 1_024;
/**
 * Codes of the server: the stream could not store ("maximum bytes exceeded", "no space left on device" and their like); the
 * server, or the account, is out of storage.
 */
const FULL = new Set([10_077, 10_023, 10_047]);

/** Publishes and listens by contract: no subject is written anywhere else. */
@Injectable()
export class MessageBus {
  readonly #jetstream: JetStreamClient;

  constructor(
    @Inject(NATS_CONNECTION) private readonly connection: NatsConnection,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#jetstream = jetstream(connection);
  }

  /**
   * Publishes to the contract's stream and resolves when the stream has acknowledged it.
   * @param messageId the stream drops a second message with the same id within two minutes
   * @throws InvalidMessageError, StreamFullError, or the error of a server that does not answer
   */
  async publish<Contract extends MessageContract>(
    contract: Contract,
    message: MessageOf<Contract>,
    messageId?: string,
  ): Promise<void> {
    const subject = contract.subjectOf(message);
    const bytes = encodeMessage(contract, message);
    this.#assertFits(contract, bytes);
    const msgID = messageId ?? randomUUID();
    let lastError: unknown;
    for (const timeout of PUBLISH_TIMEOUTS_MS) {
      try {
        await this.#jetstream.publish(subject, bytes, { msgID, timeout, ...traceHeaders() });
        return;
      } catch (error) {
        if (error instanceof JetStreamApiError)
          throw FULL.has(error.code) ? new StreamFullError(subject, error.message, error) : error;
        lastError = error;
      }
    }
    throw lastError;
  }

  /** The server would end the connection over a message that is larger than it takes. */
  #assertFits(contract: MessageContract, bytes: Uint8Array): void {
    const maxBytes = this.connection.info?.max_payload ?? Infinity;
    if (bytes.length + HEADER_ALLOWANCE_BYTES <= maxBytes) return;
    throw new InvalidMessageError(
      contract.name,
      `it has ${bytes.length} bytes, the server takes ${maxBytes} (max_payload)`,
    );
  }

  /** Sends over core NATS to whoever listens now; nothing is kept. */
  send<Contract extends MessageContract>(contract: Contract, message: MessageOf<Contract>): void {
    this.connection.publish(contract.subjectOf(message), encodeMessage(contract, message));
  }

  /**
   * Listens to a contract over core NATS: live, from now on, at most once. Also sees what is published to streams.
   * Messages that do not fit the contract are logged and left out.
   */
  subscribeCore<Contract extends MessageContract>(
    contract: Contract,
    handler: (message: MessageOf<Contract>) => void,
  ): { close(): void } {
    const subscription = this.connection.subscribe(contract.filter, {
      callback: (error, message) => {
        if (error) return;
        try {
          handler(decodeMessage(contract, message.data));
        } catch (problem) {
          this.logger.warn({ err: problem }, 'a live message was left out');
        }
      },
    });
    return { close: () => subscription.unsubscribe() };
  }

  /** How full a stream is: 0 to 1, 0 when it has no limit. Rejects when it is missing. */
  async fillOf(stream: StreamName): Promise<number> {
    const manager = await jetstreamManager(this.connection);
    const { state, config } = await manager.streams.info(stream);
    return config.max_bytes > 0 ? state.bytes / config.max_bytes : 0;
  }

  /**
   * How many messages each stream stores, and how many of them wait: a stream of events keeps what was consumed.
   */
  async streamDepths(): Promise<Partial<Record<StreamName, { messages: number; bytes: number; pending: number }>>> {
    const manager = await jetstreamManager(this.connection);
    const depths: Partial<Record<StreamName, { messages: number; bytes: number; pending: number }>> = {};
    for (const { name } of streamDefinitions) {
      const { state, config } = await manager.streams.info(name);
      const pending =
        config.retention === 'workqueue' ? state.messages : await pendingOf(manager, name, state.messages);
      depths[name] = { messages: state.messages, bytes: state.bytes, pending };
    }
    return depths;
  }
}

/**
 * What waits for the consumer of a stream that is furthest behind, with what it has taken and not finished. Where there is
 * no consumer, all that is stored waits for one, or for a person as dead letters do.
 */
async function pendingOf(manager: JetStreamManager, stream: StreamName, stored: number): Promise<number> {
  const waiting: number[] = [];
  for await (const { num_pending, num_ack_pending } of manager.consumers.list(stream)) {
    waiting.push(num_pending + num_ack_pending);
  }
  return waiting.length === 0 ? stored : Math.max(...waiting);
}
