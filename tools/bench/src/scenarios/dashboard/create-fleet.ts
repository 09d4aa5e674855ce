import { freePort } from '@wakeful/launching';
import { createHistory } from '../../database/create-history.js';
import { createMonitors, stopMonitors } from '../../database/create-monitors.js';
import type { BenchSystem } from '../../system/bench-system.js';

const HEALTHY = 9_700;
/** Nothing listens at their address. */
const BROKEN = 100;
const PAUSED = 200;
const INTERVAL_SECONDS = 48;
/** The pages of these are opened. */
const WITH_CHECKS = 50;

export const FLEET = {
  monitors: HEALTHY + BROKEN + PAUSED,
  checksPerSecond: (HEALTHY + BROKEN) / INTERVAL_SECONDS,
} as const;

/** The monitors of a large installation, with a past; their checks run from now on. */
export async function createFleet({ database, target, signal }: BenchSystem, historyDays: number): Promise<void> {
  const intervalSeconds = INTERVAL_SECONDS;
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  await createMonitors(database, { first: 0, count: HEALTHY, targetUrl: target.url, intervalSeconds });
  await createMonitors(database, { first: HEALTHY, count: BROKEN, targetUrl: nowhere, intervalSeconds });
  await createMonitors(database, { first: HEALTHY + BROKEN, count: PAUSED, targetUrl: target.url, intervalSeconds });
  await stopMonitors(database, HEALTHY + BROKEN);
  await createHistory(database, { days: historyDays, intervalSeconds, monitorsWithChecks: WITH_CHECKS }, signal);
}
