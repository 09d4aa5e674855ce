import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type DebugCompletedV1, debugCompletedV1 } from '@wakeful/contracts';
import { MessageConsumers } from '@wakeful/messaging';
import { NetworkEventsMissingError } from './network-events-missing.error.js';
import { StoreSession } from './store-session.js';

/** More than one, so that a summary can wait for events that come after it. */
const CONCURRENCY = 4;
/** Another recorder may be storing the events this very moment; a redelivery would take seconds. */
const ATTEMPTS = 10;
const PAUSE_MS = 150;

/** Takes what browsers saw off its stream; a message is acknowledged when it is stored. */
@Injectable()
export class SessionsConsumer implements OnApplicationBootstrap {
  constructor(
    @Inject(MessageConsumers) private readonly consumers: MessageConsumers,
    @Inject(StoreSession) private readonly storeSession: StoreSession,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const options = { durable: 'recorder', concurrency: CONCURRENCY };
    await this.consumers.consume(debugCompletedV1, options, (message) => this.#store(message));
  }

  async #store(message: DebugCompletedV1): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.storeSession.execute(message);
      } catch (error) {
        if (!(error instanceof NetworkEventsMissingError) || attempt === ATTEMPTS) throw error;
        await delay(PAUSE_MS);
      }
    }
  }
}
