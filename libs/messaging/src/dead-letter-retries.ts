import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type DeadLetterRetryReplyV1, deadLetterRetryV1 } from '@wakeful/contracts';
import { LOGGER, type Logger } from '@wakeful/platform';
import { decodeMessage } from './codec.js';
import { readDeadLetter } from './dead-letter-box.js';
import { DEAD_PREFIX } from './dead-letters.js';
import { NATS_CONNECTION } from './message-bus.js';
import { isInbox } from './reply-subjects.js';

/** One of several recorders answers. */
const QUEUE = 'dead-letters';
const PUBLISH_TIMEOUT_MS = 5_000;

/**
 * Puts dead letters back for those who may not publish what they hold, such as the gateway, which is open to the Internet: they
 * name one by its number, so that nothing can be put back but what was a dead letter.
 */
@Injectable()
export class DeadLetterRetries implements OnModuleInit, OnModuleDestroy {
  #subscription: Subscription | null = null;

  constructor(
    @Inject(NATS_CONNECTION) private readonly connection: NatsConnection,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    const callback = (error: Error | null, message: Msg): void => {
      if (error) this.logger.error({ err: error }, 'cannot listen to requests to put dead letters back');
      else if (isInbox(message.reply)) void this.#answer(message);
      else
        this.logger.warn(
          { reply: message.reply },
          'a request to put a dead letter back names no inbox and was ignored',
        );
    };
    this.#subscription = this.connection.subscribe(deadLetterRetryV1.filter, { queue: QUEUE, callback });
  }

  onModuleDestroy(): void {
    this.#subscription?.unsubscribe();
  }

  async #answer(message: Msg): Promise<void> {
    const answer: DeadLetterRetryReplyV1 = { outcome: await this.#retry(message.data) };
    try {
      message.respond(JSON.stringify(answer));
    } catch (error) {
      // The connection drains or was closed meanwhile. Whoever asked waits no longer than their time limit.
      this.logger.warn({ err: error }, 'a request to put a dead letter back could not be answered');
    }
  }

  async #retry(request: Uint8Array): Promise<DeadLetterRetryReplyV1['outcome']> {
    try {
      const { id } = decodeMessage(deadLetterRetryV1, request);
      const letter = await readDeadLetter(await jetstreamManager(this.connection), id);
      if (!letter) return 'absent';
      // Its own id, so that it is published once, however often it is asked for within two minutes.
      const msgID = `dead:${id}:${letter.time.toISOString()}`;
      const subject = letter.subject.slice(DEAD_PREFIX.length);
      await jetstream(this.connection).publish(subject, letter.data, { msgID, timeout: PUBLISH_TIMEOUT_MS });
      return 'retried';
    } catch (error) {
      this.logger.warn({ err: error }, 'a dead letter could not be put back');
      return 'failed';
    }
  }
}
