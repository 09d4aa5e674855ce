import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { messageContracts } from '@wakeful/contracts';
import { InvalidMessageError, MessageBus, StreamFullError } from '@wakeful/messaging';
import { LOGGER, type Logger, OutageLog } from '@wakeful/platform';
import { outboxNameOf } from '@wakeful/persistence';
import { DataSource, type EntityManager } from 'typeorm';

const BATCH_SIZE = 200;
/** How often to look for what a crash between commit and publish left behind. */
const SWEEP_INTERVAL_MS = 2_000;

interface OutboxRow {
  id: string;
  message: string;
  payload: unknown;
}

/**
 * Publishes the outbox and deletes what the stream has acknowledged, in one transaction. A crash in between publishes
 * a row again under the same message id, which the stream drops.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<void> | null = null;
  #isAskedAgain = false;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(MessageBus) private readonly bus: MessageBus,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(OutageLog) private readonly outages: OutageLog,
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

  /** There is something to publish. Returns at once; a failure is logged and tried again by the next sweep. */
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
        const published = await this.dataSource.transaction((manager) => this.#publishBatch(manager));
        if (published === BATCH_SIZE) this.#isAskedAgain = true;
      }
    } catch (error) {
      this.#isAskedAgain = false;
      if (!this.outages.explains(error)) {
        this.logger.warn({ err: error }, 'cannot publish from the outbox, trying again');
      }
    }
  }

  async #publishBatch(manager: EntityManager): Promise<number> {
    const rows = await manager.query<OutboxRow[]>(
      'SELECT id, message, payload FROM outbox ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED',
      [BATCH_SIZE],
    );
    if (rows.length === 0) return 0;
    await Promise.all(rows.map((row) => this.#publish(row)));
    await manager.query('DELETE FROM outbox WHERE id = ANY ($1::bigint[])', [rows.map((row) => row.id)]);
    return rows.length;
  }

  async #publish(row: OutboxRow): Promise<void> {
    const contract = messageContracts.find((candidate) => outboxNameOf(candidate) === row.message);
    try {
      if (!contract) throw new InvalidMessageError(row.message, 'no such message');
      await this.bus.publish(contract, row.payload, `outbox:${row.id}`);
    } catch (error) {
      // Alarms wait behind it in the outbox, and without a browser's visit they are worth as much.
      if (error instanceof StreamFullError && contract?.stream === 'DEBUG') {
        this.logger.warn({ outboxId: row.id }, 'the queue of debug sessions is full, one is left out');
        return;
      }
      if (!(error instanceof InvalidMessageError)) throw error;
      this.logger.error({ err: error, outboxId: row.id }, 'a message in the outbox is not valid and is left out');
    }
  }
}
