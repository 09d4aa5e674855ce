import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { debugRunV1, debugRunV2 } from '@wakeful/contracts';
import { askForBaselines, outboxMessage, probeSpecOf, probeSpecV1Of, rowsOf, writeOutbox } from '@wakeful/persistence';
import { type Logger, LOGGER, OutageLog, PeriodicJob } from '@wakeful/platform';
import { DataSource } from 'typeorm';

const INTERVAL_MS = 60_000;
/** A browser needs two seconds for a page: at most a tenth of one that does nothing else. */
export const VISITS_PER_MINUTE = 3;

/** Asks for a visit of each page that is well, once a day, so that it is known how it looks then. Returns how many it asked for. */
export function askForDueBaselines(dataSource: DataSource, now: Date, limit = VISITS_PER_MINUTE): Promise<number> {
  return dataSource.transaction(async (manager) => {
    const rows = await rowsOf(manager, askForBaselines, { now, limit });
    const messages = rows.map(({ id, monitorId, ...columns }) => {
      const request = { sessionId: id, monitorId, moment: 'manual', requestedAt: now.toISOString() } as const;
      const specV1 = probeSpecV1Of(columns);
      return specV1
        ? outboxMessage(debugRunV1, { ...request, spec: specV1 })
        : outboxMessage(debugRunV2, { ...request, spec: probeSpecOf(columns) });
    });
    await writeOutbox(manager, messages);
    return messages.length;
  });
}

/** Has pages visited that are well, a few per minute. */
@Injectable()
export class BaselinesJob implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #job: PeriodicJob;

  constructor(
    @Inject(DataSource) dataSource: DataSource,
    @Inject(LOGGER) logger: Logger,
    @Inject(OutageLog) outages: OutageLog,
  ) {
    this.#job = new PeriodicJob({
      name: 'visits of healthy pages',
      intervalMs: INTERVAL_MS,
      run: async () => void (await askForDueBaselines(dataSource, new Date())),
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
