import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { databaseNowMs } from '@wakeful/persistence';
import { type Logger, LOGGER, OutageLog, PeriodicJob } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { AcceptEvent } from '../events/accept-event.js';
import { takeCalm } from '../events/flapping.js';
import { closeDetached } from './detached.js';
import { tellMissedWindows } from './missed-windows.js';
import { remind } from './reminders.js';
import { UncheckedWatch } from './unchecked.js';
import { unmute } from './unmute.js';

const INTERVAL_MS = 10_000;

/**
 * Time-driven alerts: reminders, the end of flapping and mutes, lost messages, channels that no longer cover a reported
 * monitor, and monitors without checks.
 */
@Injectable()
export class WatchJob implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #job: PeriodicJob;
  readonly #unchecked: UncheckedWatch;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AcceptEvent) private readonly acceptEvent: AcceptEvent,
    @Inject(LOGGER) logger: Logger,
    @Inject(OutageLog) outages: OutageLog,
  ) {
    const run = (signal: AbortSignal): Promise<void> => this.execute(signal);
    this.#unchecked = new UncheckedWatch(dataSource, acceptEvent);
    this.#job = new PeriodicJob({ name: 'watching outages', intervalMs: INTERVAL_MS, run, logger, outages });
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
    await closeDetached(this.dataSource, this.acceptEvent, signal);
    await this.#unchecked.execute(await databaseNowMs(this.dataSource), signal);
  }

  private tellCalm(): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      for (const event of await takeCalm(manager)) await this.acceptEvent.accept(manager, event);
    });
  }
}
