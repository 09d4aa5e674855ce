import { Inject, Injectable } from '@nestjs/common';
import { databaseNowMs } from '@wakeful/persistence';
import { periodicJob } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { AcceptEvent } from '../events/accept-event.js';
import { takeCalm } from '../events/flapping.js';
import { closeDetached } from './detached.js';
import { tellMissedWindows } from './missed-windows.js';
import { remind } from './reminders.js';
import { UncheckedWatch } from './unchecked.js';
import { unmute } from './unmute.js';

/**
 * Time-driven alerts: reminders, the end of flapping and mutes, lost messages, channels that no longer cover a reported
 * monitor, and monitors without checks.
 */
@Injectable()
export class Watch {
  readonly #unchecked: UncheckedWatch;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AcceptEvent) private readonly acceptEvent: AcceptEvent,
  ) {
    this.#unchecked = new UncheckedWatch(dataSource, acceptEvent);
  }

  async run(signal?: AbortSignal): Promise<void> {
    await tellMissedWindows(this.dataSource, this.acceptEvent, signal);
    await this.#tellCalm();
    await unmute(this.dataSource, signal);
    await remind(this.dataSource, this.acceptEvent, signal);
    await closeDetached(this.dataSource, this.acceptEvent, signal);
    await this.#unchecked.execute(await databaseNowMs(this.dataSource), signal);
  }

  #tellCalm(): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      for (const event of await takeCalm(manager)) await this.acceptEvent.accept(manager, event);
    });
  }
}

export const watchJob = periodicJob({
  name: 'watching outages',
  intervalMs: 10_000,
  needs: [Watch],
  run: ({ signal }, watch) => watch.run(signal),
});
