import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { connectionOf, databaseAddressOf, SCHEDULE_CHANNEL } from '@wakeful/persistence';
import { type DatabaseConfig, LOGGER, type Logger, OutageLog } from '@wakeful/platform';
import pg from 'pg';
import { SCHEDULER_CONFIG } from '../scheduler-config.token.js';
import { ScheduleLoop } from './schedule-loop.js';

const CONNECT_TIMEOUT_MS = 5_000;
const RECONNECT_AFTER_MS = 1_000;

/** Hears from Postgres (LISTEN) that a schedule changed, over a connection of its own, and wakes the loop. */
@Injectable()
export class ScheduleListener implements OnApplicationBootstrap, OnModuleDestroy {
  #client: pg.Client | null = null;
  #isStopping = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(
    @Inject(SCHEDULER_CONFIG) private readonly config: DatabaseConfig,
    @Inject(ScheduleLoop) private readonly loop: ScheduleLoop,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(OutageLog) private readonly outages: OutageLog,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.#connect();
  }

  async onModuleDestroy(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#retry);
    await this.#client?.end().catch(() => undefined);
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      ...connectionOf(databaseAddressOf(this.config)),
      application_name: 'wakeful-scheduler-listen',
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    this.#client = client;
    client.on('notification', () => this.loop.wake());
    client.on('error', (error) => this.#tellOf(error));
    client.on('end', () => this.#reconnectLater());
    try {
      await client.connect();
      await client.query(`LISTEN ${SCHEDULE_CHANNEL}`);
      // Whatever was said while nobody listened is found by looking.
      this.loop.wake();
    } catch (error) {
      this.#tellOf(error);
      await client.end().catch(() => undefined);
      this.#reconnectLater();
    }
  }

  #tellOf(error: unknown): void {
    if (this.outages.explains(error)) return;
    this.logger.warn({ err: error }, 'cannot listen for changes of the schedule, trying again');
  }

  #reconnectLater(): void {
    if (this.#isStopping) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#connect(), RECONNECT_AFTER_MS).unref();
  }
}
