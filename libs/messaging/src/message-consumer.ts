import {
  AckPolicy,
  type Consumer,
  type ConsumerMessages,
  jetstream,
  type JetStreamClient,
  jetstreamManager,
  type JsMsg,
} from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import type { MessageContract, MessageOf } from '@wakeful/contracts';
import { type DependencyLog, type Logger, remoteSpan, SpanKind, within } from '@wakeful/platform';
import { decodeMessage } from './codec.js';
import { DeadLetters } from './dead-letters.js';
import { FailedMessages } from './failed-messages.js';
import { messagesRedelivered } from './message-metrics.js';
import { recoverOrphans } from './orphans.js';
import { settle } from './settlement.js';
import { traceparentIn } from './trace-headers.js';

/** A message not acked for this long goes to another consumer; long work says `working()` in between. */
export const ACK_WAIT_MS = 10_000;
const WORKING_INTERVAL_MS = ACK_WAIT_MS / 3;
/** How often to look for messages that the server forgot, also while others keep coming. */
const LOOK_FOR_ORPHANS_MS = 10_000;
const PULL_EXPIRES_MS = LOOK_FOR_ORPHANS_MS;
const RETRY_AFTER_ERROR_MS = 500;
const MAX_ACK_PENDING = 20_000;

export interface ConsumerSurroundings {
  connection: NatsConnection;
  logger: Logger;
  dependencies: DependencyLog;
}

export interface ConsumerOptions {
  /** Name of the durable consumer, shared by all replicas of a service. */
  durable: string;
  /** Messages that are handled at the same time at most. */
  concurrency: number;
  /** The one subject to consume; default: all of the contract's. */
  filterSubject?: string;
  /** Resolves when one more message can be taken on: back-pressure, asked before each pull. */
  whenReady?: () => Promise<void>;
}

/** A consumer, whatever it consumes. */
export interface RunningConsumer {
  readonly stream: string;
  readonly durable: string;
  /** Messages that are handled at this moment. */
  readonly inHand: number;
  stop(): Promise<void>;
}

/**
 * Pulls messages one by one, only when there is room for them, so that what this process cannot handle stays in the
 * stream for another. The handler's end decides: return acks, throw delivers again later (see settlement.ts).
 */
export class MessageConsumer<Contract extends MessageContract> implements RunningConsumer {
  readonly #jetstream: JetStreamClient;
  readonly #deadLetters: DeadLetters;
  readonly #failures = new FailedMessages();
  readonly #underWay = new Set<Promise<void>>();
  #pull: ConsumerMessages | null = null;
  #boundMs = 0;
  #isStopping = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly surroundings: ConsumerSurroundings,
    private readonly contract: Contract,
    private readonly options: ConsumerOptions,
    private readonly handler: (message: MessageOf<Contract>) => Promise<void>,
  ) {
    this.#jetstream = jetstream(surroundings.connection);
    this.#deadLetters = new DeadLetters(surroundings.connection);
  }

  get stream(): string {
    if (!this.contract.stream) throw new TypeError(`${this.contract.name} has no stream to consume from`);
    return this.contract.stream;
  }

  get durable(): string {
    return this.options.durable;
  }

  get inHand(): number {
    return this.#underWay.size;
  }

  /** Binds to the stream, which must exist, and begins to consume. */
  async start(): Promise<void> {
    const consumer = await this.#bind();
    this.#loop = this.#run(consumer);
    void this.#bindAfterReconnects();
  }

  /** A server that was killed may have forgotten messages: not to be noticed only when the pull under way ends. */
  async #bindAfterReconnects(): Promise<void> {
    for await (const { type } of this.surroundings.connection.status()) {
      if (this.#isStopping) return;
      // The loop binds again after an empty pull.
      if (type === 'reconnect') await this.#pull?.close();
    }
  }

  /** Takes nothing new and resolves when everything that is under way is settled. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#pull?.close();
    await this.#loop;
    await Promise.allSettled(this.#underWay);
  }

  async #bind(): Promise<Consumer> {
    this.#boundMs = performance.now();
    const { stream, durable } = this;
    const manager = await jetstreamManager(this.surroundings.connection);
    const filterSubject = this.options.filterSubject ?? this.contract.filter;
    await recoverOrphans(manager, { stream, durable, filterSubject }, this.surroundings.logger);
    await manager.consumers.add(stream, {
      durable_name: durable,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(ACK_WAIT_MS),
      max_ack_pending: MAX_ACK_PENDING,
      max_deliver: -1,
      filter_subject: filterSubject,
    });
    return this.#jetstream.consumers.get(stream, durable);
  }

  async #run(first: Consumer): Promise<void> {
    const { connection, logger, dependencies } = this.surroundings;
    let consumer = first;
    while (!this.#isStopping && !connection.isClosed()) {
      try {
        await this.options.whenReady?.();
        if (this.#underWay.size >= this.options.concurrency) await Promise.race(this.#underWay);
        if (this.#isStopping) return;
        const message = await this.#next(consumer);
        if (message) this.#take(message);
        if (!message || performance.now() - this.#boundMs > LOOK_FOR_ORPHANS_MS) consumer = await this.#bind();
      } catch (error) {
        if (this.#isStopping) return;
        if (!dependencies.explains(error)) {
          logger.warn({ err: error, consumer: this.options.durable }, 'cannot pull messages, trying again');
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_ERROR_MS));
        consumer = await this.#bind().catch(() => consumer);
      }
    }
  }

  async #next(consumer: Consumer): Promise<JsMsg | null> {
    this.#pull = await consumer.fetch({ max_messages: 1, expires: PULL_EXPIRES_MS, bind: true });
    if (this.#isStopping) await this.#pull.close();
    for await (const message of this.#pull) return message;
    return null;
  }

  #take(message: JsMsg): void {
    if (message.redelivered) messagesRedelivered.inc({ consumer: this.durable });
    const work = this.#handle(message)
      // Settling fails when the connection is gone; the message comes again.
      .catch((error: unknown) => this.surroundings.logger.debug({ err: error }, 'a message could not be settled'))
      .finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  async #handle(message: JsMsg): Promise<void> {
    const span = remoteSpan(`${this.contract.name} process`, traceparentIn(message.headers), {
      kind: SpanKind.CONSUMER,
      attributes: { 'messaging.system': 'nats', 'messaging.destination.name': message.subject },
    });
    const stillWorking = setInterval(() => {
      if (!this.surroundings.connection.isClosed()) message.working();
    }, WORKING_INTERVAL_MS);
    try {
      const { logger, dependencies } = this.surroundings;
      const kept = { deadLetters: this.#deadLetters, failures: this.#failures };
      const settlement = { consumer: this.options.durable, ...kept, logger, dependencies };
      const work = async (): Promise<void> => this.handler(decodeMessage(this.contract, message.data));
      await within(span, () => settle(message, settlement, work));
    } finally {
      span.end();
      clearInterval(stillWorking);
    }
  }
}
