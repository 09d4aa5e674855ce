import type { MonitorResponse } from '@wakeful/contracts';
import { waitFor } from '@wakeful/testing';
import { countFreshMonitors, countOverdue } from './accounting.fixture.js';
import type { ApiClient } from './api-client.fixture.js';
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

/** After this long no one comes back to a check that was handed out: every result that is to come is there. */
const NOTHING_MORE_COMES_AFTER_MS = 20_000;

export interface Quiet {
  /** Every slot up to here was handed out before the first monitor was paused. */
  readonly untilMs: number;
  /** Messages that stay in the queues although nothing is under way. */
  readonly leftOver: { readonly checks: number; readonly results: number };
}

/** Pauses monitors and waits until nothing is under way. */
export async function quieten({ api, system }: TestSystem, monitors: readonly MonitorResponse[]): Promise<Quiet> {
  const untilMs = Date.now();
  await waitFor(async () => (await countOverdue(system.databaseUrl, untilMs)) === 0, {
    what: 'every due check to be handed out',
  });
  for (const { id } of monitors) await api.updateMonitor(id, { enabled: false });
  const pausedAtMs = Date.now();
  const leftOver = await waitFor(
    async () => {
      const { queues } = await api.systemStatus();
      if (!queues) return null;
      const waiting = { checks: queues['CHECKS']?.messages ?? NaN, results: queues['RESULTS']?.messages ?? NaN };
      const isEmpty = waiting.checks === 0 && waiting.results === 0;
      return (isEmpty || Date.now() > pausedAtMs + NOTHING_MORE_COMES_AFTER_MS) && waiting;
    },
    { what: 'the queues to be quiet', timeoutMs: 3 * NOTHING_MORE_COMES_AFTER_MS, pollMs: 200 },
  );
  return { untilMs, leftOver };
}
