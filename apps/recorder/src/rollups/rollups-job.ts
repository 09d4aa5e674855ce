import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { databaseNowMs } from '@wakeful/persistence';
import { type Logger, LOGGER, OutageLog, PeriodicJob } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { closeHours } from './close-hours.js';

const INTERVAL_MS = 60_000;

/** Sums up the hours that are over. */
@Injectable()
export class RollupsJob implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #job: PeriodicJob;

  constructor(
    @Inject(DataSource) dataSource: DataSource,
    @Inject(LOGGER) logger: Logger,
    @Inject(OutageLog) outages: OutageLog,
  ) {
    this.#job = new PeriodicJob({
      name: 'closing of hours',
      intervalMs: INTERVAL_MS,
      run: async (signal) => {
        const hours = await closeHours(dataSource, await databaseNowMs(dataSource), signal);
        if (hours > 0) logger.debug({ hours }, 'closed hours');
      },
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
}
