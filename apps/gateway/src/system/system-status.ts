import { Injectable } from '@nestjs/common';
import { type Accepted, checkRequestedV1, type SystemStatus } from '@wakeful/contracts';
import {
  countMonitorsByLocation,
  countMonitorsByStatus,
  countsByStatus,
  databaseNow,
  rowsOf,
  systemFigures,
} from '@wakeful/persistence';
import { type Context, GatewayContext } from '../context/context.js';
import { QueueUnavailableError } from '../http/request-error.js';
import { DatabaseGrowth } from './database-growth.js';
import { ServiceRegistry } from './service-registry.js';

/**
 * Asks the scheduler to check every enabled monitor now.
 * @throws QueueUnavailableError
 */
export async function checkAll({ bus, database }: Pick<Context, 'bus' | 'database'>): Promise<Accepted> {
  const at = await databaseNow(database);
  try {
    await bus.publish(checkRequestedV1, { kind: 'check-all', at });
  } catch (error) {
    throw new QueueUnavailableError(error);
  }
  return { accepted: true, at };
}

const QUEUE_TIMEOUT_MS = 2_000;

/** The health of Wakeful itself: delays, queues and running services. */
@Injectable()
export class SystemStatusReader {
  constructor(
    private readonly context: GatewayContext,
    private readonly services: ServiceRegistry,
    private readonly databaseGrowth: DatabaseGrowth,
  ) {}

  async read(): Promise<SystemStatus> {
    const [[figures], monitors, queues, database] = await Promise.all([
      rowsOf(this.context.database, systemFigures),
      this.monitors(),
      this.queues(),
      this.databaseGrowth.read(),
    ]);
    if (!figures) throw new TypeError('Postgres answered without a row');
    return {
      at: figures.now,
      schedule: { lagSeconds: figures.lagSeconds, dueChecks: figures.dueChecks },
      queues,
      missedSlotsLast24h: figures.missedSlots,
      openWindows: figures.openWindows,
      monitors,
      database,
      services: this.services.instances(),
    };
  }

  private async monitors(): Promise<SystemStatus['monitors']> {
    const { database } = this.context;
    const byStatus = countsByStatus(await rowsOf(database, countMonitorsByStatus));
    const locations = await rowsOf(database, countMonitorsByLocation);
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
      const depths = await Promise.race([this.context.bus.streamDepths(), tooLate]);
      return Object.fromEntries(
        Object.entries(depths).map(([name, { messages, pending }]) => [name, { messages, pending }]),
      );
    } catch (error) {
      this.context.logger.debug({ reason: String(error) }, 'the depth of the queues is not known');
      return null;
    } finally {
      clearTimeout(timer);
    }
  }
}
