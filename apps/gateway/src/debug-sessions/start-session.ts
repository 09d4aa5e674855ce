import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { debugRunV1, debugRunV2 } from '@wakeful/contracts';
import { MessageBus } from '@wakeful/messaging';
import { lockInTransaction, MonitorEntity, probeSpecOf, probeSpecV1Of } from '@wakeful/persistence';
import { DataSource, type EntityManager } from 'typeorm';
import { transact } from '../audit/in-transaction.js';
import { QueueUnavailableError } from '../http/queue-unavailable.error.js';
import { MonitorNotFoundError } from '../monitors/monitors.errors.js';
import { TooManyDebugSessionsError } from './debug-sessions.errors.js';

/** Sessions that people asked for and that wait for a browser. */
export const MAX_WAITING_OF_MONITOR = 100;
export const MAX_WAITING = 300;

interface NewSession {
  id: string;
  monitorId: string;
  url: string;
  requestedAt: Date;
}

/** Asks for a browser's visit to a monitor's page. */
@Injectable()
export class StartSession {
  constructor(
    private readonly dataSource: DataSource,
    private readonly bus: MessageBus,
  ) {}

  /**
   * Returns the id of the session, which then waits for its browser. After a crash in between nobody is asked, and the
   * session expires.
   * @throws MonitorNotFoundError, TooManyDebugSessionsError, QueueUnavailableError
   */
  async execute(monitorId: string): Promise<string> {
    const monitor = await this.dataSource.getRepository(MonitorEntity).findOneBy({ id: monitorId });
    if (!monitor) throw new MonitorNotFoundError(monitorId);
    const session = { id: randomUUID(), monitorId, url: monitor.url, requestedAt: new Date() };
    await transact(this.dataSource, (manager) => insert(manager, session));
    try {
      const requestedAt = session.requestedAt.toISOString();
      const request = { sessionId: session.id, monitorId, moment: 'manual', requestedAt } as const;
      const specV1 = probeSpecV1Of(monitor);
      await (specV1
        ? this.bus.publish(debugRunV1, { ...request, spec: specV1 }, session.id)
        : this.bus.publish(debugRunV2, { ...request, spec: probeSpecOf(monitor) }, session.id));
    } catch (error) {
      await this.dataSource.query('DELETE FROM debug_sessions WHERE id = $1', [session.id]);
      throw new QueueUnavailableError(error);
    }
    return session.id;
  }
}

async function insert(manager: EntityManager, session: NewSession): Promise<void> {
  await lockInTransaction(manager, 'debugSessionRequests');
  await assertRoom(manager, session.monitorId);
  await manager.query(
    `INSERT INTO debug_sessions (id, session_key, monitor_id, moment, state, url, requested_at)
     VALUES ($1, $2, $3, 'manual', 'queued', $4, $5)`,
    [session.id, `manual/${session.id}`, session.monitorId, session.url, session.requestedAt],
  );
}

async function assertRoom(manager: EntityManager, monitorId: string): Promise<void> {
  const rows = await manager.query<{ all: number; ofMonitor: number }[]>(
    `SELECT count(*)::int AS all, (count(*) FILTER (WHERE monitor_id = $1))::int AS "ofMonitor"
       FROM debug_sessions WHERE state = 'queued' AND moment = 'manual'`,
    [monitorId],
  );
  const { all = 0, ofMonitor = 0 } = rows[0] ?? {};
  if (ofMonitor >= MAX_WAITING_OF_MONITOR) throw new TooManyDebugSessionsError(ofMonitor, 'of this monitor');
  if (all >= MAX_WAITING) throw new TooManyDebugSessionsError(all, 'of all monitors');
}
