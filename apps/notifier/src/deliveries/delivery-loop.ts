import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { claimDeliveries, type ClaimedDelivery, MAX_PER_CHANNEL, rowsOf } from '@wakeful/persistence';
import { DependencyLog, LOGGER, type Logger } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { TryDelivery } from './try-delivery.js';

const CONCURRENCY = 64;
const POLL_INTERVAL_MS = 500;
const STOP_PATIENCE_MS = 20_000;

/**
 * Claims and attempts due deliveries with limited concurrency until it is stopped; then waits briefly for those in
 * flight.
 */
@Injectable()
export class DeliveryLoop implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #underWay = new Map<Promise<void>, string>();
  #isStopping = false;
  #loop: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(TryDelivery) private readonly tryDelivery: TryDelivery,
    @Inject(DependencyLog) private readonly dependencies: DependencyLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#loop = this.#run();
  }

  async onModuleDestroy(): Promise<void> {
    this.#isStopping = true;
    this.#wake();
    await this.#loop;
    // A mail server that takes longer gets the mail again, with the same Message-ID.
    const patience = new Promise((resolve) => setTimeout(resolve, STOP_PATIENCE_MS).unref());
    await Promise.race([Promise.all(this.#underWay.keys()), patience]);
  }

  /** Something may be due. */
  poke(): void {
    this.#wake();
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      const claimed = await this.#claim();
      for (const delivery of claimed) this.#take(delivery);
      if (claimed.length === 0) await this.#pause();
    }
  }

  async #claim(): Promise<ClaimedDelivery[]> {
    const free = CONCURRENCY - this.#underWay.size;
    if (free <= 0) return [];
    try {
      return await rowsOf(this.dataSource, claimDeliveries, { busyChannelIds: this.#busyChannels(), limit: free });
    } catch (error) {
      if (!this.dependencies.explains(error)) this.logger.error({ err: error }, 'cannot claim deliveries, retrying');
      return [];
    }
  }

  #busyChannels(): string[] {
    const counts = new Map<string, number>();
    for (const id of this.#underWay.values()) counts.set(id, (counts.get(id) ?? 0) + 1);
    return [...counts].flatMap(([id, count]) => (count >= MAX_PER_CHANNEL ? [id] : []));
  }

  #take(delivery: ClaimedDelivery): void {
    const work = this.tryDelivery
      .execute(delivery)
      .catch((error: unknown) => {
        if (this.dependencies.explains(error)) return;
        this.logger.error({ err: error, deliveryId: delivery.id }, 'delivery failed, will retry');
      })
      .finally(() => {
        this.#underWay.delete(work);
        this.#wake();
      });
    this.#underWay.set(work, delivery.channelId);
  }

  #pause(): Promise<void> {
    if (this.#isStopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, POLL_INTERVAL_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
