import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { type DependencyLog, type Logger, PeriodicJob } from '@wakeful/platform';
import type { DataSource } from 'typeorm';
import { askForDueBaselines } from '../baselines/ask-for-baselines.js';
import { askForDelayed } from './ask-for-delayed.js';

const BASELINES_INTERVAL_MS = 60_000;
const DELAYED_INTERVAL_MS = 10_000;

/** Asks for the visits that no result asks for: of pages that are well, and of outages whose visit had to wait. */
export class SessionsJob implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #jobs: readonly PeriodicJob[];

  constructor(minIntervalSeconds: number, dataSource: DataSource, logger: Logger, dependencies: DependencyLog) {
    this.#jobs = [
      new PeriodicJob({
        name: 'visits of healthy pages',
        intervalMs: BASELINES_INTERVAL_MS,
        run: async () => void (await askForDueBaselines(dataSource, new Date())),
        logger,
        dependencies,
      }),
      new PeriodicJob({
        name: 'delayed visits',
        intervalMs: DELAYED_INTERVAL_MS,
        run: async () => void (await askForDelayed(dataSource, minIntervalSeconds, new Date())),
        logger,
        dependencies,
      }),
    ];
  }

  onApplicationBootstrap(): void {
    for (const job of this.#jobs) job.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.#jobs.map((job) => job.stop()));
  }
}
