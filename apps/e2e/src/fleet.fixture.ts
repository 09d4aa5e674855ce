import type { MonitorResponse } from '@wakeful/contracts';
import { waitFor } from '@wakeful/testing';
import type { ApiClient } from './api-client.fixture.js';
import { countFreshMonitors, countOverdue } from './accounting.fixture.js';
import type { TestSystem } from './test-system.fixture.js';

/** Monitors of pages at `<url>/<n>`. */
export async function createFleet(
  api: ApiClient,
  url: string,
  count: number,
  overrides = {},
): Promise<MonitorResponse[]> {
  const monitors: MonitorResponse[] = [];
  for (let n = 0; n < count; n++) {
    monitors.push(await api.createMonitor({ url: `${url}/${n}`, intervalSeconds: 5, timeoutMs: 4_000, ...overrides }));
  }
  return monitors;
}

/** Until every monitor has a conclusive result of a slot that was due after a time. */
export async function waitForFreshResults(
  { system }: TestSystem,
  monitors: readonly MonitorResponse[],
  afterMs: number,
  timeoutMs: number,
): Promise<void> {
  await waitFor(async () => (await countFreshMonitors(system.databaseUrl, afterMs)) === monitors.length, {
    what: `a fresh result of all ${monitors.length} monitors`,
    timeoutMs,
    pollMs: 100,
  });
}

/**
 * Pauses monitors and waits until nothing is under way any more. Returns the time up to which every slot was handed out
 * before the first of them was paused.
 */
export async function quieten({ api, system }: TestSystem, monitors: readonly MonitorResponse[]): Promise<number> {
  const untilMs = Date.now();
  await waitFor(async () => (await countOverdue(system.databaseUrl, untilMs)) === 0, {
    what: 'every due check to be handed out',
  });
  for (const { id } of monitors) await api.updateMonitor(id, { enabled: false });
  await waitFor(
    async () => {
      const { schedule, queues } = await api.systemStatus();
      return schedule.dueChecks === 0 && queues?.['CHECKS']?.messages === 0 && queues['RESULTS']?.messages === 0;
    },
    { what: 'the queues to be empty', timeoutMs: 60_000, pollMs: 200 },
  );
  return untilMs;
}
