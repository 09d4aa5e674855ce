import { monitorResponse, notificationChannel } from '@wakeful/contracts';
import type { Plan } from '../plan/plan.js';
import { ask, type Door } from '../system/api.js';
import type { WatchedPages } from './watched-pages.js';

/** How monitors of failing pages are judged: what the oracle reckons with. */
export const JUDGING = { confirmations: 1, confirmationIntervalSeconds: 1, recoveryConfirmations: 1 } as const;
const TIMEOUT_MS = 3_000;
/** Short and less short ones: what a redelivery saves of the latter is too old for the former. */
const INTERVALS_SECONDS = [5, 5, 10, 15] as const;

export interface WatchedMonitor {
  readonly id: string;
  /** The name of its page, and its own at first. */
  readonly page: string;
  readonly role: 'steady' | 'failing' | 'handled';
  readonly intervalMs: number;
}

const intervalOf = (n: number): number => INTERVALS_SECONDS[n % INTERVALS_SECONDS.length] ?? INTERVALS_SECONDS[0];

export async function createMonitor(
  door: Door,
  pages: WatchedPages,
  { page, role, n }: { page: string; role: WatchedMonitor['role']; n: number },
): Promise<WatchedMonitor> {
  const intervalSeconds = intervalOf(n);
  const body = {
    name: page,
    url: pages.urlOf(page),
    intervalSeconds,
    timeoutMs: TIMEOUT_MS,
    ...JUDGING,
    debugOnDown: false,
  };
  const { id } = await ask(door, monitorResponse, { method: 'POST', path: '/monitors', body });
  return { id, page, role, intervalMs: intervalSeconds * 1_000 };
}

/** Creates what the plan wants to be there, and a channel that covers every outage. */
export async function createFleet(
  door: Door,
  pages: WatchedPages,
  receiverUrl: string,
  { monitors }: Plan,
): Promise<WatchedMonitor[]> {
  const body = {
    name: 'Receiver',
    settings: { type: 'webhook', url: receiverUrl },
    events: ['down', 'recovered'],
    waitForDiagnosisSeconds: 0,
    stormThreshold: 1_000,
  };
  await ask(door, notificationChannel, { method: 'POST', path: '/notification-channels', body });
  const fleet: WatchedMonitor[] = [];
  for (const role of ['steady', 'failing', 'handled'] as const)
    for (let n = 0; n < monitors[role]; n++)
      fleet.push(await createMonitor(door, pages, { page: `${role}-${n}`, role, n }));
  return fleet;
}
