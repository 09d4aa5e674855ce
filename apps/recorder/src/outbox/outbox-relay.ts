import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { MessageBus, StreamFullError } from '@wakeful/messaging';
import { DependencyLog, LOGGER, type Logger } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { Holds } from './holds.js';
import { publishBatch, type RowOutcome } from './publish-batch.js';

const BATCH_SIZE = 200;
/** How often to look for what a crash between commit and publish left behind, and for what failed. */
const SWEEP_INTERVAL_MS = 2_000;
const MAX_HOLD_MS = 30_000;

/**
 * Publishes the outbox. A stream that takes nothing, and a row that is refused, wait on their own: they neither hold up nor
 * repeat anything else.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #fullStreams = new Holds(MAX_HOLD_MS);
  /** What comes back is to be noticed by the next sweep. */
  readonly #awayStreams = new Holds(SWEEP_INTERVAL_MS / 2);
  readonly #rows = new Holds(MAX_HOLD_MS);
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<void> | null = null;
  #isAskedAgain = false;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(MessageBus) private readonly bus: MessageBus,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(DependencyLog) private readonly dependencies: DependencyLog,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.poke(), SWEEP_INTERVAL_MS).unref();
    this.poke();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    this.#isAskedAgain = false;
    await this.#underWay;
  }

  /** There is something to publish. Returns at once; a failure is logged and tried again by a later sweep. */
  poke(): void {
    this.#isAskedAgain = true;
    this.#underWay ??= this.#drain().finally(() => {
      this.#underWay = null;
      if (this.#isAskedAgain) this.poke();
    });
  }

  async #drain(): Promise<void> {
    try {
      while (this.#isAskedAgain) {
        this.#isAskedAgain = false;
        const streams = [...this.#fullStreams.held(), ...this.#awayStreams.held()];
        const held = { streams, ids: this.#rows.held() };
        const outcomes = await this.dataSource.transaction((manager) =>
          publishBatch(manager, this.bus, held, BATCH_SIZE),
        );
        for (const outcome of outcomes) this.#note(outcome);
        // What failed is held by now, so the next batch begins behind it.
        if (outcomes.length === BATCH_SIZE) this.#isAskedAgain = true;
      }
    } catch (error) {
      this.#isAskedAgain = false;
      if (!this.dependencies.explains(error)) {
        this.logger.warn({ err: error }, 'cannot publish from the outbox, trying again');
      }
    }
  }

  #note({ row, stream, result, error }: RowOutcome): void {
    const context = { err: error, outboxId: row.id, message: row.message, stream };
    switch (result) {
      case 'published':
        this.#fullStreams.release(stream);
        this.#awayStreams.release(stream);
        this.#rows.release(row.id);
        break;
      case 'dropped':
        if (error instanceof StreamFullError) {
          this.logger.warn(context, 'the queue of debug sessions is full, one is left out');
        } else this.logger.error(context, 'a message in the outbox is not valid and is left out');
        break;
      case 'refused':
        if (this.#rows.hold(row.id)) this.logger.error(context, 'a message in the outbox is refused; trying again');
        break;
      case 'stuck':
        if (error instanceof StreamFullError) {
          if (this.#fullStreams.hold(stream)) this.logger.error(context, 'a stream is full: its messages wait');
        } else if (this.#awayStreams.hold(stream) && !this.dependencies.explains(error)) {
          this.logger.warn(context, 'a stream takes no messages: they wait');
        }
    }
  }
}
