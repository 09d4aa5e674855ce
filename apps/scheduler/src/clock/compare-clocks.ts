import { Inject, Injectable } from '@nestjs/common';
import { bringBackSchedules, changesOf, databaseNowMs } from '@wakeful/persistence';
import { LOGGER, type Logger, periodicJob } from '@wakeful/platform';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';

/** Times of day of different machines may differ by that much without doing harm. */
const TOLERATED_MS = 2_000;

const clockOffset = new Gauge({
  name: 'wakeful_clock_offset_seconds',
  help: "By how much the database's clock is ahead of this scheduler's.",
});

/** Compares clocks, says when they differ, and brings back what is due too far ahead. */
@Injectable()
export class CompareClocks {
  #isOff = false;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(): Promise<void> {
    const beforeMs = Date.now();
    const databaseMs = await databaseNowMs(this.dataSource);
    const offsetMs = databaseMs - (beforeMs + Date.now()) / 2;
    clockOffset.set(offsetMs / 1000);
    this.#tell(offsetMs);
    // Else nothing would be checked until the time before the clock was set back is reached again.
    const monitors = await changesOf(this.dataSource, bringBackSchedules);
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

export const clockJob = periodicJob({
  name: 'comparison of clocks',
  intervalMs: 15_000,
  needs: [CompareClocks],
  run: (_job, clocks) => clocks.run(),
});
