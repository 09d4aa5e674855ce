import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import {
  changesOf,
  deleteEndedChallenges,
  deleteEndedLoginLinks,
  deleteEndedSessions,
  deleteOldAttempts,
  deleteOldAuditEntries,
  deleteOldRequestCounts,
  isDatabaseUnavailable,
} from '@wakeful/persistence';
import { OutageLog } from '@wakeful/platform';
import { GatewayContext } from '../context/context.js';

const INTERVAL_MS = 3_600_000;

/** Removes what has ended or is too old, once an hour. Every replica may do it; what one has removed the next does not find. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly context: GatewayContext,
    private readonly outages: OutageLog,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.run(), INTERVAL_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  async run(): Promise<void> {
    const { database, settings } = this.context;
    try {
      await changesOf(database, deleteEndedSessions, { idleHours: settings.sessionIdleHours });
      await changesOf(database, deleteEndedLoginLinks);
      await changesOf(database, deleteEndedChallenges);
      await changesOf(database, deleteOldAttempts);
      await changesOf(database, deleteOldRequestCounts);
      await changesOf(database, deleteOldAuditEntries, { days: settings.auditRetentionDays });
    } catch (error) {
      if (!this.outages.explains(error) && !isDatabaseUnavailable(error))
        this.context.logger.warn({ err: error }, 'old sessions could not be removed');
    }
  }
}
