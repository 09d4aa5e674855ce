import type { NatsConnection } from '@nats-io/transport-node';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { MessageContract, MessageOf } from '@wakeful/contracts';
import { DependencyLog, LOGGER, type Logger, ScrapedFigures } from '@wakeful/platform';
import { consumerFigures } from './consumer-figures.js';
import { NATS_CONNECTION } from './message-bus.js';
import { type ConsumerOptions, MessageConsumer, type RunningConsumer } from './message-consumer.js';

const DRAIN_TIMEOUT_MS = 3_000;

/** The consumers of this process. They stop first when it stops, and the connection last. */
@Injectable()
export class MessageConsumers implements OnModuleDestroy, BeforeApplicationShutdown {
  readonly #consumers: RunningConsumer[] = [];

  constructor(
    @Inject(NATS_CONNECTION) private readonly connection: NatsConnection,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(DependencyLog) private readonly dependencies: DependencyLog,
    @Inject(ScrapedFigures) scrapedFigures: ScrapedFigures,
  ) {
    scrapedFigures.register(consumerFigures(connection, this.#consumers));
  }

  /** Begins to consume a contract's stream. Call it from `onApplicationBootstrap`, when everything is wired. */
  async consume<Contract extends MessageContract>(
    contract: Contract,
    options: ConsumerOptions,
    handler: (message: MessageOf<Contract>) => Promise<void>,
  ): Promise<void> {
    const { connection, logger, dependencies } = this;
    const consumer = new MessageConsumer({ connection, logger, dependencies }, contract, options, handler);
    this.#consumers.push(consumer);
    await consumer.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.allSettled(this.#consumers.map((consumer) => consumer.stop()));
  }

  async beforeApplicationShutdown(): Promise<void> {
    // Without a server a drain never ends; the connection would keep trying to reconnect.
    const deadline = new Promise((resolve) => setTimeout(resolve, DRAIN_TIMEOUT_MS).unref());
    await Promise.race([this.connection.drain().catch(() => undefined), deadline]);
    await this.connection.close().catch(() => undefined);
  }
}
