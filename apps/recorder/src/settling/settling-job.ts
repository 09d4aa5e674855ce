import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { databaseNowMs } from '@wakeful/persistence';
import { type Logger, LOGGER, OutageLog, PeriodicJob } from '@wakeful/platform';
import { Counter } from 'prom-client';
import { DataSource } from 'typeorm';
import { settleGaps } from './settle-gaps.js';

const INTERVAL_MS = 5_000;

const missedSlots = new Counter({
  name: 'wakeful_missed_slots_total',
  help: 'Slots that ended without a conclusive result and became part of a gap.',
});

/** Turns slots whose result did not come into gaps, all the time. */
@Injectable()
export class SettlingJob implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #job: PeriodicJob;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(LOGGER) logger: Logger,
    @Inject(OutageLog) outages: OutageLog,
  ) {
    this.#job = new PeriodicJob({
      name: 'settling of gaps',
      intervalMs: INTERVAL_MS,
      run: (signal) => this.settleAll(signal),
      logger,
      outages,
    });
  }

  onApplicationBootstrap(): void {
    this.#job.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.#job.stop();
  }

  /**
   * Settles batch after batch until nothing is behind.
   * @param now without it the database's clock says: by a clock that is ahead, slots that are not due yet would become gaps
   */
  async settleAll(signal: AbortSignal, now?: () => number): Promise<void> {
    while (!signal.aborted) {
      const nowMs = now?.() ?? (await databaseNowMs(this.dataSource));
      const batch = await settleGaps(this.dataSource, nowMs);
      missedSlots.inc(batch.missedSlots);
      if (batch.monitors === 0) return;
    }
  }
}
