import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Logger, LOGGER, OutageLog, PeriodicJob } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { AcceptEvent } from '../events/accept-event.js';
import { takeCalm } from '../events/flapping.js';
import { tellMissedWindows } from './missed-windows.js';
import { remind } from './reminders.js';
import { unmute } from './unmute.js';

const INTERVAL_MS = 10_000;

/** What follows from time passing: outages that go on, flapping that ends, mutes that end, messages that never came. */
@Injectable()
export class WatchJob implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #job: PeriodicJob;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AcceptEvent) private readonly acceptEvent: AcceptEvent,
    @Inject(LOGGER) logger: Logger,
    @Inject(OutageLog) outages: OutageLog,
  ) {
    const run = (signal: AbortSignal): Promise<void> => this.execute(signal);
    this.#job = new PeriodicJob({ name: 'watching of outages', intervalMs: INTERVAL_MS, run, logger, outages });
  }

  onApplicationBootstrap(): void {
    this.#job.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.#job.stop();
  }

  async execute(signal?: AbortSignal): Promise<void> {
    await tellMissedWindows(this.dataSource, this.acceptEvent, signal);
    await this.tellCalm();
    await unmute(this.dataSource, signal);
    await remind(this.dataSource, this.acceptEvent, signal);
  }

  private tellCalm(): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      for (const event of await takeCalm(manager)) await this.acceptEvent.accept(manager, event);
    });
  }
}
