import { AckPolicy, jetstreamManager } from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import type { MessageContract, MessageOf } from '@wakeful/contracts';
import { type Logger, type OutageLog, remoteSpan, SpanKind, within } from '@wakeful/platform';
import { decodeMessage } from './codec.js';
import { DeadLetters } from './dead-letters.js';
import type { Delivery } from './delivery.js';
import { FailedMessages } from './failed-messages.js';
import { messagesRedelivered } from './message-metrics.js';
import { recoverOrphans } from './orphans.js';
import { Pull } from './pull.js';
import { settle } from './settlement.js';
import { traceparentIn } from './trace-headers.js';

/** A message not acked for this long goes to another consumer; long work says `working()` in between. */
export const ACK_WAIT_MS = 10_000;
const WORKING_INTERVAL_MS = ACK_WAIT_MS / 3;
/** How often to look for messages that the server forgot, also while others keep coming. */
const LOOK_FOR_ORPHANS_MS = 10_000;
const PULL_EXPIRES_MS = LOOK_FOR_ORPHANS_MS;
const RETRY_AFTER_ERROR_MS = 500;
/** Asked for at once by a consumer that is always ready, as long as it has the room. */
const MAX_BATCH = 16;
const MAX_ACK_PENDING = 20_000;

export interface ConsumerSurroundings {
  connection: NatsConnection;
  logger: Logger;
  outages: OutageLog;
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
 * Pulls messages only when there is room for them, one by one where readiness is asked before each, so that what this process cannot handle stays in the
 * stream for another. The handler's end decides: return acks, throw delivers again later (see settlement.ts).
 */
export class MessageConsumer<Contract extends MessageContract> implements RunningConsumer {
  readonly #deadLetters: DeadLetters;
  readonly #failures = new FailedMessages();
  readonly #underWay = new Set<Promise<void>>();
  #pull: Pull | null = null;
  #boundMs = 0;
  #isStopping = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly surroundings: ConsumerSurroundings,
    private readonly contract: Contract,
    private readonly options: ConsumerOptions,
    private readonly handler: (message: MessageOf<Contract>) => Promise<void>,
  ) {
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
    await this.#bind();
    const { stream, durable } = this;
    const pull = new Pull({ connection: this.surroundings.connection, stream, durable });
    this.#pull = pull;
    this.#loop = this.#run(pull);
    void this.#bindAfterReconnects();
  }

  /** A server that was killed may have forgotten messages: not to be noticed only when the pull under way ends. */
  async #bindAfterReconnects(): Promise<void> {
    for await (const { type } of this.surroundings.connection.status()) {
      if (this.#isStopping) return;
      // The loop binds again after an empty pull.
      if (type === 'reconnect') this.#pull?.interrupt();
    }
  }

  /** Takes nothing new and resolves when everything that is under way is settled. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#pull?.close();
    await this.#loop;
    await Promise.allSettled(this.#underWay);
  }

  async #bind(): Promise<void> {
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
  }

  async #run(pull: Pull): Promise<void> {
    const { connection, logger, outages } = this.surroundings;
    while (!this.#isStopping && !connection.isClosed()) {
      try {
        await this.options.whenReady?.();
        if (this.#underWay.size >= this.options.concurrency) await Promise.race(this.#underWay);
        if (this.#isStopping) return;
        const message = await pull.next(this.#room(), PULL_EXPIRES_MS);
        if (message) this.#take(message);
        if (this.#isStopping) return;
        if (!message || performance.now() - this.#boundMs > LOOK_FOR_ORPHANS_MS) await this.#bind();
      } catch (error) {
        if (this.#isStopping) return;
        if (!outages.explains(error)) {
          logger.warn({ err: error, consumer: this.options.durable }, 'cannot pull messages, trying again');
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_ERROR_MS));
        await this.#bind().catch(() => undefined);
      }
    }
  }

  /** How many messages to ask for. All that come are taken. */
  #room(): number {
    return this.options.whenReady ? 1 : Math.min(MAX_BATCH, this.options.concurrency - this.#underWay.size);
  }

  #take(message: Delivery): void {
    if (message.redelivered) messagesRedelivered.inc({ consumer: this.durable });
    const work = this.#handle(message)
      // Settling fails when the connection is gone; the message comes again.
      .catch((error: unknown) => this.surroundings.logger.debug({ err: error }, 'a message could not be settled'))
      .finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  async #handle(message: Delivery): Promise<void> {
    const span = remoteSpan(`${this.contract.name} process`, traceparentIn(message.headers), {
      kind: SpanKind.CONSUMER,
      attributes: { 'messaging.system': 'nats', 'messaging.destination.name': message.subject },
    });
    const stillWorking = setInterval(() => {
      if (!this.surroundings.connection.isClosed()) message.working();
    }, WORKING_INTERVAL_MS);
    try {
      const { logger, outages } = this.surroundings;
      const kept = { deadLetters: this.#deadLetters, failures: this.#failures };
      const settlement = { consumer: this.options.durable, ...kept, logger, outages };
      const work = async (): Promise<void> => this.handler(decodeMessage(this.contract, message.data));
      await within(span, () => settle(message, settlement, work));
    } finally {
      span.end();
      clearInterval(stillWorking);
    }
  }
}
