import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Logger, LOGGER, OutageLog, PeriodicJob } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { sessionsEnded } from './debug-session-metrics.js';
import { expireSessions } from './expire-sessions.js';

const INTERVAL_MS = 30_000;

/** Ends debug sessions that no worker took, so that none waits forever. */
@Injectable()
export class ExpiryJob implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #job: PeriodicJob;

  constructor(
    @Inject(DataSource) dataSource: DataSource,
    @Inject(LOGGER) logger: Logger,
    @Inject(OutageLog) outages: OutageLog,
  ) {
    this.#job = new PeriodicJob({
      name: 'expiry of debug sessions',
      intervalMs: INTERVAL_MS,
      run: async () => {
        const expired = await expireSessions(dataSource, Date.now());
        if (expired === 0) return;
        sessionsEnded.inc({ state: 'expired' }, expired);
        logger.warn({ expired }, 'debug sessions expired: see whether the debug-session service runs');
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
