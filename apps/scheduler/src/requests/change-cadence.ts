import type { CheckRequestedV1 } from '@wakeful/contracts';
import { phaseMsOf, slotAfter } from '@wakeful/domain';
import { lockCadence, rowsOf, startSchedule } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

type CadenceRequest = Extract<CheckRequestedV1, { kind: 'cool-down' | 'resume' }>;

/**
 * The circuit breaker opened or closed: from the slot that made it do so, the monitor is checked at the cool-down's
 * pace, or at its own again. A request that is older than the present schedule is out of date and does nothing.
 */
export async function changeCadence(manager: EntityManager, request: CadenceRequest): Promise<void> {
  const { monitorId } = request;
  const fromMs = Date.parse(request.from);
  const [monitor] = await rowsOf(manager, lockCadence, { monitorId, from: fromMs });
  if (!monitor || monitor.isOutdated) return;
  const { locations } = monitor;
  if (request.kind === 'cool-down') {
    const intervalMs = request.cooldownSeconds * 1000;
    const grid = { intervalMs, phaseMs: fromMs % intervalMs };
    await startSchedule(manager, { monitorId, locations, ...grid, fromMs, firstDueMs: fromMs + intervalMs });
    return;
  }
  const intervalMs = monitor.intervalSeconds * 1000;
  const grid = { intervalMs, phaseMs: phaseMsOf(monitorId, intervalMs) };
  await startSchedule(manager, { monitorId, locations, ...grid, fromMs, firstDueMs: slotAfter(grid, fromMs) });
}
