import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DebugSession, DowntimeWindowResponse, MonitorResponse } from '@wakeful/contracts';
import { startTarget, type Target, waitFor } from '@wakeful/testing';
import { browserProcessesOf, scratchFoldersOf } from './browsers.fixture.js';
import { startTestSystem, type TestSystem } from './test-system.fixture.js';

const TEST_TIMEOUT_MS = 120_000;
const EVIDENCE_WITHIN_MS = 30_000;
const PNG_SIGNATURE = '89504e470d0a1a0a';
const policy = { intervalSeconds: 5, timeoutMs: 2_000, confirmationIntervalSeconds: 1 } as const;

let running: TestSystem;
let target: Target;
beforeAll(async () => {
  [running, target] = await Promise.all([startTestSystem({ instances: { 'debug-session': 1 } }), startTarget()]);
}, TEST_TIMEOUT_MS);
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await target.close();
}, TEST_TIMEOUT_MS);

const html = (body: string): { body: string; headers: Record<string, string> } => ({
  body: `<!doctype html><title>Shop</title>${body}`,
  headers: { 'content-type': 'text/html' },
});

const windowOf = (monitor: MonitorResponse, isReady: (window: DowntimeWindowResponse) => boolean, what: string) =>
  waitFor(
    async () => {
      const [window] = await running.api.windows(monitor.id);
      return window && isReady(window) && window;
    },
    { what, timeoutMs: EVIDENCE_WITHIN_MS, pollMs: 100 },
  );

const hasCompleted =
  (moment: string) =>
  ({ debugSessions }: DowntimeWindowResponse): boolean =>
    debugSessions.some((session) => session.moment === moment && session.state === 'completed');

async function expectAllArtifacts({ artifacts }: DebugSession): Promise<void> {
  const read = async (name: 'screenshot' | 'har' | 'trace') => running.api.artifact(artifacts[name]?.url ?? '/none');
  const [screenshot, har, trace] = [await read('screenshot'), await read('har'), await read('trace')];
  expect([screenshot.contentType, har.contentType, trace.contentType]).toEqual([
    'image/png',
    expect.stringMatching(/^application\/json/),
    'application/zip',
  ]);
  expect(screenshot.bytes.subarray(0, 8).toString('hex')).toBe(PNG_SIGNATURE);
  expect(JSON.parse(har.bytes.toString())).toMatchObject({ log: { version: '1.2' } });
  expect(trace.bytes.subarray(0, 2).toString()).toBe('PK');
}

describe('an outage', () => {
  it(
    'comes with evidence within 30 s, at its start and at its end',
    async () => {
      target.respondWith({ status: 200, ...html('<h1>Shop</h1>') }, '/shop');
      const monitor = await running.api.createMonitor({ url: `${target.url}/shop`, name: 'Shop', ...policy });
      await waitFor(async () => (await running.api.monitor(monitor.id)).status === 'up', { what: 'a good check' });

      target.respondWith({ status: 502, ...html('<h1>Bad Gateway</h1>') }, '/shop');
      await windowOf(monitor, ({ endedAt }) => endedAt === null, 'a window');
      const open = await windowOf(monitor, hasCompleted('opened'), 'evidence of the start');
      const diagnosis = /^127\.0\.0\.1 answers 502 Bad Gateway/;
      expect(open.suggestedRootCause).toMatch(diagnosis);
      const first = await running.api.readDebugSession(open.debugSessions[0]!.id);
      expect(first).toMatchObject({
        moment: 'opened',
        windowId: open.id,
        success: false,
        error: 'The main document was answered with 502',
        diagnosis: { category: 'http_status', sentence: expect.stringMatching(diagnosis) },
        evidence: { page: { httpStatus: 502, title: 'Shop' }, raw: { outcome: { httpStatus: 502 } } },
      });
      await expectAllArtifacts(first);
      const events = await running.api.networkEvents(first.id, { failedOnly: true });
      expect(events).toMatchObject([{ type: 'response', status: 502, url: `${target.url}/shop` }]);

      target.respondWith({ status: 200, ...html('<h1>Shop</h1>') }, '/shop');
      await windowOf(monitor, ({ endedAt }) => endedAt !== null, 'the end of the window');
      const closed = await windowOf(monitor, hasCompleted('closed'), 'evidence of the end');
      expect(closed.debugSessions.map(({ moment }) => moment)).toEqual(['opened', 'closed']);
      expect(closed.suggestedRootCause).toMatch(diagnosis);
      const second = await running.api.readDebugSession(closed.debugSessions[1]!.id);
      expect(second).toMatchObject({ success: true, error: null, diagnosis: { category: 'healthy' } });
      expect(second.changes).toContain('Main document: 502 → 200');
      await expectAllArtifacts(second);
      await running.api.deleteMonitor(monitor.id);
    },
    TEST_TIMEOUT_MS,
  );
});

describe('a session that someone asked for', () => {
  it(
    'is answered when it has ended',
    async () => {
      target.respondWith({ status: 200, ...html('<h1>Shop</h1><script src="/none.js"></script>') }, '/page');
      target.respondWith({ status: 404 }, '/none.js');
      const monitor = await running.api.createMonitor({ url: `${target.url}/page`, enabled: false });
      const session = await running.api.debugSession(monitor.id);
      expect(session).toMatchObject({
        state: 'completed',
        moment: 'manual',
        success: true,
        browser: { type: 'chromium' },
        diagnosis: {
          category: 'resources',
          sentence: `Page loads, but 1 of 1 script fails: first is ${target.url}/none.js (404)`,
        },
      });
      await running.api.deleteMonitor(monitor.id);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'ends although its service was killed while the browser ran, and the browser does not stay',
    async () => {
      target.respondWith({ status: 200, delayMs: 60_000 }, '/hangs');
      const monitor = await running.api.createMonitor({ url: `${target.url}/hangs`, enabled: false, ...policy });
      const session = await running.api.startDebugSession(monitor.id);
      const isBrowser = ({ path, headers }: Target['requests'][number]): boolean =>
        path === '/hangs' && String(headers['user-agent']).includes('Chrome');
      await waitFor(() => target.requests.some(isBrowser), { what: 'the visit of a browser', timeoutMs: 30_000 });
      const killed = running.system.pids()['debug-session'] ?? 0;
      expect(browserProcessesOf([killed])).toBeGreaterThan(0);
      target.respondWith({ status: 200, ...html('<h1>Back</h1>') }, '/hangs');
      running.system.kill('debug-session');
      await waitFor(
        () => running.lives.some(({ type, component }) => type === 'ready again' && component === 'debug-session'),
        {
          what: 'the restart of the service',
          timeoutMs: 30_000,
        },
      );
      expect(browserProcessesOf([killed])).toBe(0);
      expect(scratchFoldersOf([killed])).toEqual([]);
      const ended = await waitFor(
        async () => {
          const now = await running.api.readDebugSession(session.id);
          return now.state !== 'queued' && now;
        },
        { what: 'the end of the session', timeoutMs: 60_000, pollMs: 200 },
      );
      // What it says of the page depends on whether its first request met the page that hung.
      expect(ended).toMatchObject({ state: 'completed', success: true });
      expect(await running.api.debugSessions(monitor.id)).toHaveLength(1);
      await running.api.deleteMonitor(monitor.id);
    },
    TEST_TIMEOUT_MS,
  );
});

describe('a service that is stopped', () => {
  it(
    'leaves no browser and no folder',
    async () => {
      const pid = running.system.pids()['debug-session'] ?? 0;
      await running.system.stopComponent('debug-session');
      expect(browserProcessesOf([pid])).toBe(0);
      expect(scratchFoldersOf([pid])).toEqual([]);
      await running.system.startComponent('debug-session');
    },
    TEST_TIMEOUT_MS,
  );
});
