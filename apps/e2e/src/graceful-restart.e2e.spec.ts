import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MonitorResponse } from '@wakeful/contracts';
import { startTarget, type Target, waitFor } from '@wakeful/testing';
import { account } from './accounting.fixture.js';
import { createFleet, quieten, waitForFreshResults } from './fleet.fixture.js';
import { type LifeEvent, startTestSystem, type TestSystem } from './test-system.fixture.js';

const SLOW_MONITORS = 15;
const FAST_MONITORS = 45;
const SLOW_ANSWER_MS = 1_500;
/** How long is waited at most; what each took stands in the output. */
const PATIENCE_MS = 60_000;
const SESSIONS = 4;

let running: TestSystem;
let slow: Target;
let fast: Target;
let shop: Target;
let monitors: MonitorResponse[];

beforeAll(async () => {
  [running, slow, fast, shop] = await Promise.all([
    startTestSystem({ instances: { gateway: 2, scheduler: 2, checker: 2, recorder: 2, 'debug-session': 1 } }),
    startTarget({ delayMs: SLOW_ANSWER_MS }),
    startTarget(),
    startTarget(),
  ]);
  monitors = [
    ...(await createFleet(running.api, slow.url, SLOW_MONITORS)),
    ...(await createFleet(running.api, fast.url, FAST_MONITORS)),
  ];
  await waitForFreshResults(running, monitors, Date.now(), PATIENCE_MS);
}, 180_000);
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await slow.close();
  await fast.close();
  await shop.close();
}, 60_000);

async function readGauge(name: string, gauge: string): Promise<number> {
  const response = await fetch(`${running.system.urls[name]}/metrics`, {
    headers: { authorization: `Bearer ${running.system.apiKey}` },
  });
  return Number(new RegExp(`^${gauge} (\\d+)`, 'm').exec(await response.text())?.[1] ?? 0);
}

/** Probes of a checker that were under way when it began its newest one, that one included. */
const probesInFlight = (name: string): Promise<number> => readGauge(name, 'wakeful_checks_in_flight');

/** As `docker stop` or Kubernetes does; the supervisor starts it again. */
async function terminate(name: string): Promise<LifeEvent> {
  const { system, lives } = running;
  const before = lives.length;
  const askedAtMs = Date.now();
  expect(system.kill(name, 'SIGTERM')).toBe(true);
  const end = await waitFor(
    () => lives.slice(before).find(({ component, type }) => component === name && type === 'exited'),
    { what: `the end of ${name}`, timeoutMs: PATIENCE_MS },
  );
  await waitFor(() => lives.slice(before).some(({ component, type }) => component === name && type === 'ready again'), {
    what: `${name} to run again`,
    timeoutMs: PATIENCE_MS,
  });
  process.stdout.write(`${name} ended ${((end.atMs - askedAtMs) / 1000).toFixed(1)} s after SIGTERM\n`);
  return end;
}

const inOrder = expect.objectContaining({ exit: { code: 0, signal: null } });

describe('a service that is asked to stop', () => {
  it.each(['checker', 'checker-2'])(
    'finishes its slow probes and ends in order: %s',
    async (name) => {
      await waitFor(async () => (await probesInFlight(name)) >= 3, {
        what: `two slow probes of ${name}, next to a fast one`,
        timeoutMs: PATIENCE_MS,
        pollMs: 5,
      });
      const end = await terminate(name);
      expect(end).toEqual(inOrder);
    },
    3 * PATIENCE_MS,
  );

  it.each(['recorder', 'scheduler', 'gateway', 'notifier', 'recorder-2', 'scheduler-2', 'gateway-2'])(
    'ends in order under load: %s',
    async (name) => {
      const end = await terminate(name);
      expect(end).toEqual(inOrder);
    },
    3 * PATIENCE_MS,
  );

  it('has the visits of its browsers made again and ends in order: debug-session', async () => {
    const { api } = running;
    const monitor = await api.createMonitor({ url: `${shop.url}/shop`, enabled: false });
    await Promise.all(Array.from({ length: SESSIONS }, () => api.startDebugSession(monitor.id)));
    await waitFor(async () => (await readGauge('debug-session', 'wakeful_debug_browsers')) > 0, {
      what: 'a browser',
      timeoutMs: PATIENCE_MS,
    });
    const end = await terminate('debug-session');
    expect(end).toEqual(inOrder);
    const sessions = await waitFor(
      async () => {
        const all = await api.debugSessions(monitor.id);
        return all.every(({ state }) => state !== 'queued') && all;
      },
      { what: 'the end of all sessions', timeoutMs: PATIENCE_MS },
    );
    expect(sessions.map(({ state }) => state)).toEqual(Array.from({ length: SESSIONS }, () => 'completed'));
  }, 120_000);

  it('loses nothing, and visits no page twice for one slot', async () => {
    await waitForFreshResults(running, monitors, Date.now(), PATIENCE_MS);
    const { untilMs, leftOver } = await quieten(running, monitors);
    const accounts = await account(running.system.databaseUrl, untilMs);
    expect(leftOver).toEqual({ checks: 0, results: 0 });
    expect(accounts.missing).toEqual([]);
    expect(accounts.unknown).toEqual([]);
    expect(accounts.invented).toEqual([]);
    expect(accounts.down).toEqual([]);
    expect(accounts.conclusive).toHaveLength(accounts.expected);
    const visits = new Map<string, number>();
    for (const [target, requests] of [slow, fast].map((one) => [one.url, one.requests] as const)) {
      for (const { path } of requests) visits.set(`${target}${path}`, (visits.get(`${target}${path}`) ?? 0) + 1);
    }
    const stored = monitors.map(({ id, url }) => [url, accounts.rowsByMonitor.get(id)]);
    expect(Object.fromEntries(visits)).toEqual(Object.fromEntries(stored));
  }, 90_000);
});
