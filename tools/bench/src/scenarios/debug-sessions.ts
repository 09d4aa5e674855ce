import type { DebugSession, MonitorResponse } from '@wakeful/contracts';
import { checkedRows, type System } from '@wakeful/launching';
import { z } from 'zod';
import { createMonitors } from '../database/create-monitors.js';
import { durationsOf } from '../measuring/durations.js';
import { measure } from '../measuring/measure.js';
import type { Measurement } from '../measuring/measurement.js';
import { settleAccounts } from '../measuring/settle-accounts.js';
import type { BenchSystem } from '../system/bench-system.js';
import { callApi } from '../system/call-api.js';
import { pause, waitUntil } from '../system/pause.js';
import { servePage } from '../target/page-with-resources.js';
import { type Scenario, SHORT_INTERVAL_SECONDS, verdict, WARM_UP_MS } from './scenario.js';
import { accountsVerdict } from './verdicts.js';

const RESOURCES = 20;
const SINGLE_SESSIONS = 7;
const MAX_SESSION_MS = 3_000;
const QUEUED_SESSIONS = 100;
const QUEUE_TIMEOUT_MS = 600_000;
const MAX_BROWSERS = 2;
const CHECKS_PER_SECOND = 200;
const MAX_LAG_GROWTH = 2;
/** From when on the histogram of the lag, whose buckets are a few milliseconds wide, tells one p99 from another. */
const LAG_FLOOR_MS = 50;
const SAMPLE_MS = 500;

/** From the request to the finished session, one after the other. */
async function timeSessions(system: System, monitorId: string): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < SINGLE_SESSIONS; n++) {
    const startedMs = performance.now();
    const session = await callApi<DebugSession>(system, 'POST', `/monitors/${monitorId}/debug-sessions?waitSeconds=60`);
    if (session.state !== 'completed') throw new Error(`a session ended as ${session.state}: ${session.error}`);
    times.push(performance.now() - startedMs);
  }
  return times;
}

interface Queue {
  readonly ended: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly maxBrowsers: number;
}

/** Asks for many sessions at once and waits until all of them have ended. */
async function workOff(bench: BenchSystem, monitorId: string): Promise<Queue> {
  const startedMs = performance.now();
  let maxBrowsers = 0;
  const path = `/monitors/${monitorId}/debug-sessions`;
  const before = await countByState(bench);
  await Promise.all(Array.from({ length: QUEUED_SESSIONS }, () => callApi(bench.system, 'POST', path)));
  const isDone = async (): Promise<boolean> => {
    const metrics = await bench.metrics.read('debug-session');
    maxBrowsers = Math.max(maxBrowsers, metrics.counter('wakeful_debug_browsers'));
    return ((await countByState(bench))['queued'] ?? 0) === 0;
  };
  await waitUntil(isDone, { timeoutMs: QUEUE_TIMEOUT_MS, everyMs: SAMPLE_MS, signal: bench.signal });
  const after = await countByState(bench);
  const ended = Object.fromEntries(
    Object.entries(after).map(([state, count]) => [state, count - (before[state] ?? 0)]),
  );
  return { ended, seconds: (performance.now() - startedMs) / 1_000, maxBrowsers };
}

const sessionsInState = z.strictObject({ state: z.string(), count: z.number() });

async function countByState({ database }: BenchSystem): Promise<Record<string, number>> {
  const rows = await checkedRows(
    database,
    sessionsInState,
    'SELECT state, count(*)::int AS count FROM debug_sessions GROUP BY state',
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

const lagOf = ({ checks }: Measurement): number => checks.lagMs.p99;

/** How long a session takes, and what a hundred of them at once do to the checks. */
export const debugSessions: Scenario = {
  usesTls: () => false,
  usesBrowsers: true,
  run: async ({ bench, options, say }) => {
    await using page = await servePage(RESOURCES);
    const monitor = await callApi<MonitorResponse>(bench.system, 'POST', '/monitors', {
      url: page.url,
      enabled: false,
    });
    say(`${SINGLE_SESSIONS} sessions of a page with ${RESOURCES} files, one after the other`);
    const times = await timeSessions(bench.system, monitor.id);
    const { medianMs } = durationsOf(times);

    say(`${CHECKS_PER_SECOND} checks a second without browsers, then with ${QUEUED_SESSIONS} sessions at once`);
    const load = { count: CHECKS_PER_SECOND * SHORT_INTERVAL_SECONDS, intervalSeconds: SHORT_INTERVAL_SECONDS };
    await createMonitors(bench.database, { first: 0, targetUrl: bench.target.url, ...load });
    await pause(WARM_UP_MS, bench.signal);
    const alone = await measure(bench, options.durationSeconds * 1_000);
    const working = workOff(bench, monitor.id);
    const together = await measure(bench, options.durationSeconds * 1_000);
    const queue = await working;
    const accounts = await settleAccounts(bench, { waitForGaps: false });
    const completed = queue.ended['completed'] ?? 0;
    const allowedLagMs = Math.max(lagOf(alone), LAG_FLOOR_MS) * MAX_LAG_GROWTH;
    return {
      scenario: 'debug',
      verdicts: [
        verdict(
          `from the request to the finished session, ${RESOURCES} files`,
          `${(medianMs / 1_000).toFixed(2)} s in the median (${times.map((ms) => (ms / 1_000).toFixed(2)).join(', ')})`,
          `${MAX_SESSION_MS / 1_000} s at most`,
          medianMs <= MAX_SESSION_MS,
        ),
        verdict(
          `${QUEUED_SESSIONS} sessions at once`,
          `${completed} completed in ${queue.seconds.toFixed(0)} s`,
          'all of them',
          completed === QUEUED_SESSIONS,
        ),
        verdict(
          'browsers at a time',
          String(queue.maxBrowsers),
          `${MAX_BROWSERS} at most`,
          queue.maxBrowsers <= MAX_BROWSERS,
        ),
        verdict(
          'p99 schedule lag with browsers',
          `${lagOf(together)} ms (${lagOf(alone)} ms without)`,
          `${allowedLagMs.toFixed(0)} ms at most`,
          lagOf(together) <= allowedLagMs,
        ),
        accountsVerdict(accounts),
      ],
      measurements: [alone, together],
      accounts,
    };
  },
};
