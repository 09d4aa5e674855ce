import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER, type Logger, OutageLog, Readiness } from '@wakeful/platform';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import { AdmitFirst } from './admit-first.js';

const RETRY_AFTER_MS = 1_000;

/**
 * Lets {@link AdmitFirst} do its work at every start. Until that is done the service is not ready; it is tried again while
 * Postgres is away or not migrated yet.
 */
@Injectable()
export class FirstStart implements OnApplicationBootstrap, OnModuleDestroy {
  #isDone = false;
  #isStopping = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(AdmitFirst) private readonly admitFirst: AdmitFirst,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(OutageLog) private readonly outages: OutageLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.readiness.register({
      name: 'access',
      sentence: 'nobody can sign in yet',
      check: async () => {
        if (!this.#isDone) throw new Error('nobody can come in yet');
      },
    });
    await this.attempt();
  }

  onModuleDestroy(): void {
    this.#isStopping = true;
    clearTimeout(this.#timer);
  }

  private async attempt(): Promise<void> {
    try {
      await this.admitFirst.execute();
      this.#isDone = true;
    } catch (error) {
      if (this.#isStopping) return;
      if (!this.outages.explains(error) && !isDatabaseUnavailable(error)) {
        this.logger.warn({ err: error }, 'the first admin could not be made, trying again');
      }
      this.#timer = setTimeout(() => void this.attempt(), RETRY_AFTER_MS).unref();
    }
  }
}
