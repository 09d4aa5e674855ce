import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
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

  /** Settles batch after batch until nothing is behind. */
  async settleAll(signal: AbortSignal, now: () => number = Date.now): Promise<void> {
    while (!signal.aborted) {
      const batch = await settleGaps(this.dataSource, now());
      missedSlots.inc(batch.missedSlots);
      if (batch.monitors === 0) return;
    }
  }
}
