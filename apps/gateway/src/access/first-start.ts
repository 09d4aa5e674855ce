import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { OutageLog, Readiness } from '@wakeful/platform';
import { GatewayContext } from '../context/context.js';
import { admitFirst } from './admit-first.js';

const RETRY_AFTER_MS = 1_000;

/**
 * Runs {@link admitFirst} at every start. The service is not ready until that has succeeded; it is retried while
 * Postgres is unavailable or not yet migrated.
 */
@Injectable()
export class FirstStart implements OnApplicationBootstrap, OnModuleDestroy {
  #isDone = false;
  #isStopping = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly context: GatewayContext,
    private readonly readiness: Readiness,
    private readonly outages: OutageLog,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.readiness.register({
      name: 'access',
      sentence: 'initial access is not set up yet',
      check: async () => {
        if (!this.#isDone) throw new Error('initial access is not set up yet');
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
      await admitFirst(this.context);
      this.#isDone = true;
    } catch (error) {
      if (this.#isStopping) return;
      if (!this.outages.explains(error)) {
        this.context.logger.warn({ err: error }, 'could not set up initial access, retrying');
      }
      this.#timer = setTimeout(() => void this.attempt(), RETRY_AFTER_MS).unref();
    }
  }
}
