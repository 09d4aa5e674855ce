import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER, type Logger, OutageLog } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import { ACCESS_SETTINGS, type AccessSettings } from './access-settings.js';

const INTERVAL_MS = 3_600_000;

/** Removes what has ended or is too old, once an hour. Every replica may do it; what one has removed the next does not find. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
    private readonly outages: OutageLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.run(), INTERVAL_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  async run(): Promise<void> {
    const { sessionIdleHours, auditRetentionDays } = this.settings;
    try {
      await this.dataSource.query(
        `DELETE FROM sessions WHERE expires_at < now() OR last_used_at < now() - make_interval(hours => $1)`,
        [sessionIdleHours],
      );
      await this.dataSource.query('DELETE FROM login_links WHERE expires_at < now()');
      await this.dataSource.query(`DELETE FROM login_attempts WHERE window_start < now() - interval '1 hour'`);
      await this.dataSource.query(`DELETE FROM request_counts WHERE window_start < now() - interval '1 hour'`);
      await this.dataSource.query('DELETE FROM audit_log WHERE at < now() - make_interval(days => $1)', [
        auditRetentionDays,
      ]);
    } catch (error) {
      if (!this.outages.explains(error) && !isDatabaseUnavailable(error))
        this.logger.warn({ err: error }, 'old sessions could not be removed');
    }
  }
}
