import { Inject, Injectable } from '@nestjs/common';
import { DAY_MS } from '@wakeful/contracts';
import { changesOf, databaseNowMs, deleteEventsBefore, extendOccurrences } from '@wakeful/persistence';
import { periodicJob } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { AcceptEvent } from '../events/accept-event.js';
import { watchCertificates } from './certificates.js';

const KEEP_DAYS = 90;

/** Alerts on expiring certificates, expands maintenance for the year ahead, and deletes old deliveries. */
@Injectable()
export class Housekeeping {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(AcceptEvent) private readonly acceptEvent: AcceptEvent,
  ) {}

  async run(nowMs: number): Promise<void> {
    await watchCertificates(this.dataSource, this.acceptEvent, nowMs);
    await extendOccurrences(this.dataSource, nowMs);
    await changesOf(this.dataSource, deleteEventsBefore, { limit: new Date(nowMs - KEEP_DAYS * DAY_MS) });
  }
}

export const housekeepingJob = periodicJob({
  name: 'housekeeping of alerts',
  intervalMs: 600_000,
  needs: [Housekeeping, DataSource],
  run: async (_job, housekeeping, dataSource) => housekeeping.run(await databaseNowMs(dataSource)),
});
