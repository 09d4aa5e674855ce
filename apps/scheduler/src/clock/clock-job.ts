import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { databaseNowMs } from '@wakeful/persistence';
import { LOGGER, type Logger, OutageLog, PeriodicJob } from '@wakeful/platform';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { reconcileAhead } from './reconcile-ahead.js';

const INTERVAL_MS = 15_000;
/** Times of day of different machines may differ by that much without doing harm. */
const TOLERATED_MS = 2_000;

const clockOffset = new Gauge({
  name: 'wakeful_clock_offset_seconds',
  help: "By how much the database's clock is ahead of this scheduler's.",
});

/** Compares clocks, says when they differ, and brings back what is due too far ahead. */
@Injectable()
export class ClockJob implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #job: PeriodicJob;
  #isOff = false;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(OutageLog) outages: OutageLog,
  ) {
    const run = (): Promise<void> => this.run();
    this.#job = new PeriodicJob({ name: 'comparison of clocks', intervalMs: INTERVAL_MS, run, logger, outages });
  }

  onApplicationBootstrap(): void {
    this.#job.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.#job.stop();
  }

  async run(): Promise<void> {
    const beforeMs = Date.now();
    const databaseMs = await databaseNowMs(this.dataSource);
    const offsetMs = databaseMs - (beforeMs + Date.now()) / 2;
    clockOffset.set(offsetMs / 1000);
    this.#tell(offsetMs);
    const monitors = await reconcileAhead(this.dataSource);
    if (monitors > 0) {
      this.logger.warn(
        { monitors },
        'Checks were due too far ahead, as after a clock was set back; they are due again.',
      );
    }
  }

  #tell(offsetMs: number): void {
    const isOff = Math.abs(offsetMs) > TOLERATED_MS;
    if (isOff === this.#isOff) return;
    this.#isOff = isOff;
    const seconds = Math.round(Math.abs(offsetMs) / 1000);
    const where = offsetMs > 0 ? 'ahead of' : 'behind';
    if (isOff)
      this.logger.warn(`The clock of the database is ${seconds} s ${where} the clock of this machine. Set them right.`);
    else this.logger.info('The clock of the database and that of this machine agree again.');
  }
}
