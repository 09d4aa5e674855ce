import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { debugRunV1, debugRunV2 } from '@wakeful/contracts';
import {
  changesOf,
  countQueuedDebugSessions,
  deleteDebugSessionRow,
  insertManualDebugSession,
  lockInTransaction,
  MonitorEntity,
  probeSpecOf,
  probeSpecV1Of,
  queuedDebugSession,
  rowsOf,
} from '@wakeful/persistence';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context, ReadContext } from '../context/context.js';
import { QueueUnavailableError } from '../http/request-error.js';
import { MonitorNotFoundError } from '../monitors/monitors.errors.js';
import { TooManyDebugSessionsError } from './debug-sessions.errors.js';

/** Sessions that people asked for and that wait for a browser. */
export const MAX_WAITING_OF_MONITOR = 100;
const MAX_WAITING = 300;
const POLL_INTERVAL_MS = 50;

/**
 * Requests a browser check of a monitor. Returns the ID of the queued session. After a crash in between, no request is
 * sent and the session expires.
 * @throws MonitorNotFoundError, TooManyDebugSessionsError, QueueUnavailableError
 */
export async function startDebugSession(context: Context, monitorId: string): Promise<string> {
  const monitor = await context.database.getRepository(MonitorEntity).findOneBy({ id: monitorId });
  if (!monitor) throw new MonitorNotFoundError(monitorId);
  const id = randomUUID();
  const requestedAt = new Date();
  await inTransaction(context, async ({ database }) => {
    await lockInTransaction(database, 'debugSessionRequests');
    await assertRoom({ database }, monitorId);
    const row = { id, sessionKey: `manual/${id}`, monitorId, url: monitor.url, requestedAt };
    await changesOf(database, insertManualDebugSession, row);
  });
  try {
    const request = { sessionId: id, monitorId, moment: 'manual', requestedAt: requestedAt.toISOString() } as const;
    const specV1 = probeSpecV1Of(monitor);
    await (specV1
      ? context.bus.publish(debugRunV1, { ...request, spec: specV1 }, id)
      : context.bus.publish(debugRunV2, { ...request, spec: probeSpecOf(monitor) }, id));
  } catch (error) {
    await changesOf(context.database, deleteDebugSessionRow, { id });
    throw new QueueUnavailableError(error);
  }
  return id;
}

async function assertRoom({ database }: ReadContext, monitorId: string): Promise<void> {
  const [queued] = await rowsOf(database, countQueuedDebugSessions, { monitorId });
  const { ofAll = 0, ofMonitor = 0 } = queued ?? {};
  if (ofMonitor >= MAX_WAITING_OF_MONITOR) throw new TooManyDebugSessionsError(ofMonitor, 'of this monitor');
  if (ofAll >= MAX_WAITING) throw new TooManyDebugSessionsError(ofAll, 'of all monitors');
}

/** Waits until the session has ended, the time is up, or the client has disconnected. */
export async function waitForSession(
  { database }: ReadContext,
  id: string,
  waitMs: number,
  signal: AbortSignal,
): Promise<void> {
  const deadlineMs = performance.now() + waitMs;
  for (let restMs = waitMs; restMs > 0 && !signal.aborted; restMs = deadlineMs - performance.now()) {
    if ((await rowsOf(database, queuedDebugSession, { id })).length === 0) return;
    await delay(Math.min(POLL_INTERVAL_MS, restMs), undefined, { signal }).catch(() => undefined);
  }
}
