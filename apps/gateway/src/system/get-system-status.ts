import { Inject, Injectable } from '@nestjs/common';
import type { SystemStatus } from '@wakeful/contracts';
import { MessageBus } from '@wakeful/messaging';
import { LOGGER, type Logger } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { countsByStatus, effectiveStatusSql } from '../monitors/effective-status.js';
import { DatabaseGrowth } from './database-growth.js';
import { ServiceRegistry } from './service-registry.js';

const QUEUE_TIMEOUT_MS = 2_000;

interface Figures {
  now: Date;
  lagSeconds: number;
  dueChecks: number;
  missedSlots: number;
  openWindows: number;
}

const figuresSql = `
  SELECT now() AS now, due.lag::float8 AS "lagSeconds", due.count AS "dueChecks",
    (SELECT coalesce(sum(slots), 0)::int FROM gaps WHERE from_at >= now() - interval '24 hours') AS "missedSlots",
    (SELECT count(*)::int FROM downtime_windows WHERE ended_at IS NULL) AS "openWindows"
  FROM (SELECT count(*)::int AS count, coalesce(extract(epoch FROM now() - min(next_due_at)), 0) AS lag
          FROM monitor_schedule WHERE next_due_at <= now()) due`;

/** How Wakeful itself is: is it late, does anything pile up, who is alive. */
@Injectable()
export class GetSystemStatus {
  constructor(
    private readonly dataSource: DataSource,
    private readonly bus: MessageBus,
    private readonly services: ServiceRegistry,
    private readonly databaseGrowth: DatabaseGrowth,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async execute(): Promise<SystemStatus> {
    const [figures, monitors, queues, database] = await Promise.all([
      this.figures(),
      this.monitors(),
      this.queues(),
      this.databaseGrowth.execute(),
    ]);
    return {
      at: figures.now.toISOString(),
      schedule: { lagSeconds: figures.lagSeconds, dueChecks: figures.dueChecks },
      queues,
      missedSlotsLast24h: figures.missedSlots,
      openWindows: figures.openWindows,
      monitors,
      database,
      services: this.services.instances(),
    };
  }

  private async figures(): Promise<Figures> {
    const [figures] = await this.dataSource.query<[Figures]>(figuresSql);
    return figures;
  }

  private async monitors(): Promise<SystemStatus['monitors']> {
    const rows = await this.dataSource.query<{ status: string; count: number }[]>(
      `SELECT ${effectiveStatusSql} AS status, count(*)::int AS count
         FROM monitors m JOIN monitor_state s ON s.monitor_id = m.id GROUP BY 1`,
    );
    const byStatus = countsByStatus(rows);
    const locations = await this.dataSource.query<{ name: string; count: number }[]>(
      'SELECT location AS name, count(*)::int AS count FROM monitors, unnest(locations) AS location GROUP BY 1 ORDER BY 1',
    );
    return {
      total: Object.values(byStatus).reduce((sum, count) => sum + count, 0),
      byStatus,
      byLocation: Object.fromEntries(locations.map(({ name, count }) => [name, count])),
    };
  }

  /** This page is most needed when something is broken, so it does without NATS. */
  private async queues(): Promise<SystemStatus['queues']> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('NATS did not answer in time')), QUEUE_TIMEOUT_MS);
    });
    try {
      const depths = await Promise.race([this.bus.streamDepths(), tooLate]);
      return Object.fromEntries(Object.entries(depths).map(([name, { messages }]) => [name, { messages }]));
    } catch (error) {
      this.logger.debug({ reason: String(error) }, 'the depth of the queues is not known');
      return null;
    } finally {
      clearTimeout(timer);
    }
  }
}
