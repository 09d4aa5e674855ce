import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { databaseNowMs, type Retention } from '@wakeful/persistence';
import { type Logger, LOGGER, OutageLog, PeriodicJob } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { applyRetention, RETENTION } from './retention.js';

const INTERVAL_MS = 3_600_000;

/** Makes the partitions of the days ahead and drops the old ones, at the start and every hour. */
@Injectable()
export class RetentionJob implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #job: PeriodicJob;

  constructor(
    @Inject(DataSource) dataSource: DataSource,
    @Inject(RETENTION) retention: Retention,
    @Inject(LOGGER) logger: Logger,
    @Inject(OutageLog) outages: OutageLog,
  ) {
    this.#job = new PeriodicJob({
      name: 'retention',
      intervalMs: INTERVAL_MS,
      run: async () => {
        // By a clock that is wrong, what is to be kept would be dropped.
        const dropped = await applyRetention(dataSource, await databaseNowMs(dataSource), retention);
        if (dropped.length > 0) logger.info({ partitions: dropped }, 'dropped partitions beyond the retention');
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
