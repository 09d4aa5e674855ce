import type { LoginLink, UserResponse } from '@wakeful/contracts';
import { type Cookies, DashboardBrowser, type LongTask } from '../../browser/dashboard-browser.js';
import { type Durations, durationsOf } from '../../measuring/durations.js';
import type { BenchSystem } from '../../system/bench-system.js';
import { callApi } from '../../system/call-api.js';
import { pause } from '../../system/pause.js';

const STARTS = 7;
/** What the page does when its first rows are there must not stop it for long either. */
const AFTER_MS = 1_000;

export interface ColdStarts {
  readonly browser: string;
  readonly cookies: Cookies;
  readonly afterLoginMs: number;
  readonly starts: Durations;
  readonly longTasks: readonly LongTask[];
}

/** Opens the overview with one new browser after the other: nothing is cached, everything has to be compiled. */
export async function timeColdStarts({ system, signal }: BenchSystem): Promise<ColdStarts> {
  const { gatewayUrl } = system;
  const longTasks: LongTask[] = [];
  const { browser, cookies, afterLoginMs } = await (async () => {
    await using visitor = await DashboardBrowser.launch(gatewayUrl);
    await visitor.logIn(await newLoginToken(system));
    const afterLoginMs = await visitor.openOverview('/');
    await pause(AFTER_MS, signal);
    longTasks.push(...visitor.longTasks);
    return { browser: await visitor.describe(), cookies: await visitor.cookies(), afterLoginMs };
  })();
  const timesMs: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    signal.throwIfAborted();
    await using visitor = await DashboardBrowser.launch(gatewayUrl, cookies);
    timesMs.push(await visitor.openOverview('/'));
    await pause(AFTER_MS, signal);
    longTasks.push(...visitor.longTasks);
  }
  return { browser, cookies, afterLoginMs, starts: durationsOf(timesMs), longTasks };
}

async function newLoginToken(system: BenchSystem['system']): Promise<string> {
  const user = { email: 'bench@shop.example', name: 'Bench', role: 'editor' };
  const { id } = await callApi<UserResponse>(system, 'POST', '/users', user);
  const { url } = await callApi<LoginLink>(system, 'POST', `/users/${id}/login-link`);
  return new URL(url).hash.slice(1);
}
