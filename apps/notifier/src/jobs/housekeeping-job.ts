import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { databaseNowMs, extendOccurrences } from '@wakeful/persistence';
import { type Logger, LOGGER, OutageLog, PeriodicJob } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { AcceptEvent } from '../events/accept-event.js';
import { watchCertificates } from './certificates.js';

const INTERVAL_MS = 600_000;
const KEEP_DAYS = 90;

/** Alerts on expiring certificates, expands maintenance for the year ahead, and deletes old deliveries. */
@Injectable()
export class HousekeepingJob implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #job: PeriodicJob;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AcceptEvent) private readonly acceptEvent: AcceptEvent,
    @Inject(LOGGER) logger: Logger,
    @Inject(OutageLog) outages: OutageLog,
  ) {
    const run = async (): Promise<void> => this.execute(await databaseNowMs(dataSource));
    this.#job = new PeriodicJob({ name: 'housekeeping of alerts', intervalMs: INTERVAL_MS, run, logger, outages });
  }

  onApplicationBootstrap(): void {
    this.#job.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.#job.stop();
  }

  async execute(nowMs: number): Promise<void> {
    await watchCertificates(this.dataSource, this.acceptEvent, nowMs);
    await extendOccurrences(this.dataSource, nowMs);
    // Deletes their deliveries too.
    await this.dataSource.query(
      `DELETE FROM alert_events WHERE created_at < $1::timestamptz - make_interval(days => $2)`,
      [new Date(nowMs), KEEP_DAYS],
    );
  }
}
