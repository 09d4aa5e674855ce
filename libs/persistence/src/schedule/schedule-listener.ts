import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { DependencyLog, Logger } from '@wakeful/platform';
import pg from 'pg';
import { connectionOf, type DatabaseAddress } from '../database-address.js';
import { SCHEDULE_CHANNEL } from '../schedule-writer.js';

const CONNECT_TIMEOUT_MS = 5_000;
const RECONNECT_AFTER_MS = 1_000;

export interface ScheduleListenerOptions {
  readonly address: DatabaseAddress;
  readonly applicationName: string;
  /** The schedule changed, or may have while the connection was away. */
  readonly onChange: () => void;
  readonly logger: Logger;
  readonly dependencies: Pick<DependencyLog, 'explains'>;
}

/** Hears from Postgres (LISTEN) that a schedule changed, over a connection of its own, which it makes again when it is lost. */
export class ScheduleListener implements OnApplicationBootstrap, OnModuleDestroy {
  #client: pg.Client | null = null;
  #isStopping = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(private readonly options: ScheduleListenerOptions) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.#connect();
  }

  async onModuleDestroy(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#retry);
    await this.#client?.end().catch(() => undefined);
  }

  async #connect(): Promise<void> {
    const { address, applicationName, onChange } = this.options;
    const client = new pg.Client({
      ...connectionOf(address),
      application_name: applicationName,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    this.#client = client;
    client.on('notification', onChange);
    client.on('error', (error) => this.#tellOf(error));
    client.on('end', () => this.#reconnectLater());
    try {
      await client.connect();
      await client.query(`LISTEN ${SCHEDULE_CHANNEL}`);
      // Notifications missed while not listening are found by polling.
      onChange();
    } catch (error) {
      this.#tellOf(error);
      await client.end().catch(() => undefined);
      this.#reconnectLater();
    }
  }

  #tellOf(error: unknown): void {
    const { logger, dependencies } = this.options;
    if (!dependencies.explains(error))
      logger.warn({ err: error }, 'cannot listen for changes of the schedule, trying again');
  }

  #reconnectLater(): void {
    if (this.#isStopping) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#connect(), RECONNECT_AFTER_MS).unref();
  }
}
