import { jetstreamManager } from '@nats-io/jetstream';
import { ConnectionError, type NatsConnection } from '@nats-io/transport-node';
import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { DependencyLog, Readiness } from '@wakeful/platform';
import { ArtifactStore } from './artifact-store.js';
import { connectToNats, type NatsOptions } from './connection.js';
import { DeadLetterBox } from './dead-letter-box.js';
import { DeadLetterRetries } from './dead-letter-retries.js';
import { isNatsAway } from './errors.js';
import { MessageBus, NATS_CONNECTION } from './message-bus.js';
import { MessageConsumers } from './message-consumers.js';
import { RestoreStreams } from './restore-streams.js';
import { ServiceBeat } from './service-beat.js';
import { streamDefinitions } from './streams.js';

export interface MessagingOptions extends NatsOptions {
  /** Of a checker: whose checks it takes; told with its beats. */
  location?: string;
  /** Recreates streams that the server lost, as one service must. */
  restoresStreams?: boolean;
  /** Puts dead letters back for those who may not publish them. */
  retriesDeadLetters?: boolean;
}

/** Connects to NATS, and makes readiness depend on it and on the streams. */
@Module({})
export class MessagingModule implements OnModuleInit {
  constructor(
    @Inject(NATS_CONNECTION) private readonly connection: NatsConnection,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(DependencyLog) private readonly dependencies: DependencyLog,
  ) {}

  static forRoot(options: MessagingOptions): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      providers: [
        { provide: NATS_CONNECTION, useFactory: () => connectToNats(options) },
        {
          provide: ServiceBeat,
          useFactory: (bus: MessageBus) => new ServiceBeat(bus, options),
          inject: [MessageBus],
        },
        MessageBus,
        MessageConsumers,
        ArtifactStore,
        DeadLetterBox,
        ...(options.restoresStreams ? [RestoreStreams] : []),
        ...(options.retriesDeadLetters ? [DeadLetterRetries] : []),
      ],
      exports: [MessageBus, MessageConsumers, ArtifactStore, DeadLetterBox],
    };
  }

  onModuleInit(): void {
    const check = async (): Promise<void> => {
      if (this.connection.isClosed()) throw new Error('the connection to NATS is closed');
      const manager = await jetstreamManager(this.connection, { timeout: 2_000 });
      for (const { name } of streamDefinitions) await manager.streams.info(name);
    };
    const sentence = 'cannot be reached, or its streams are missing';
    this.readiness.register({ name: 'nats', sentence, check });
    this.dependencies.register({ name: 'NATS', isAwayBy: isNatsAway, check });
    void this.#tellOfLoss();
  }

  /** A service that has nothing to send notices the loss of its connection too. */
  async #tellOfLoss(): Promise<void> {
    for await (const { type } of this.connection.status()) {
      if (type === 'disconnect') this.dependencies.explains(new ConnectionError('the connection was lost'));
    }
  }
}
