import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { OutageLog, Readiness } from '@wakeful/platform';
import { GatewayContext } from '../context/context.js';
import { admitFirst } from './admit-first.js';

const RETRY_AFTER_MS = 1_000;

/**
 * Lets {@link admitFirst} do its work at every start. Until that is done the service is not ready; it is tried again while
 * Postgres is away or not migrated yet.
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
      await admitFirst(this.context);
      this.#isDone = true;
    } catch (error) {
      if (this.#isStopping) return;
      if (!this.outages.explains(error)) {
        this.context.logger.warn({ err: error }, 'the first admin could not be made, trying again');
      }
      this.#timer = setTimeout(() => void this.attempt(), RETRY_AFTER_MS).unref();
    }
  }
}
