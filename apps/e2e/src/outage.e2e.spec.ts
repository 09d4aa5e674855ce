import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DowntimeWindowResponse, MonitorResponse } from '@wakeful/contracts';
import { startTarget, type Target, type TargetRequest, waitFor } from '@wakeful/testing';
import { listenToEvents, type LiveFeed } from './live-feed.fixture.js';
import { openPage } from './page.fixture.js';
import { startTestSystem, type TestSystem } from './test-system.fixture.js';

const INTERVAL_SECONDS = 5;
const INTERVAL_MS = INTERVAL_SECONDS * 1000;
/** Both clocks are the machine's, rounded to milliseconds. */
const ROUNDING_MS = 2;
const SLOT_TIMEOUT_MS = INTERVAL_MS + 20_000;
const TEST_TIMEOUT_MS = 180_000;

const policy = {
  intervalSeconds: INTERVAL_SECONDS,
  timeoutMs: 2_000,
  confirmations: 2,
  confirmationIntervalSeconds: 1,
  recoveryConfirmations: 1,
} as const;

let running: TestSystem;
let target: Target;
let feed: LiveFeed;

beforeAll(async () => {
  [running, target] = await Promise.all([startTestSystem(), startTarget()]);
  feed = await listenToEvents(running.system);
}, 120_000);
afterAll(async () => {
  feed[Symbol.dispose]();
  await running[Symbol.asyncDispose]();
  await target.close();
}, 60_000);

const requestsOf = (path: string): TargetRequest[] => target.requests.filter((request) => request.path === path);
const isBad = ({ status }: TargetRequest): boolean => status !== 200;
const ms = (time: string | Date | null | undefined): number => (time ? new Date(time).getTime() : NaN);

const watch = (path: string, overrides = {}): Promise<MonitorResponse> =>
  running.api.createMonitor({ url: `${target.url}${path}`, name: path.slice(1), ...policy, ...overrides });

const firstWindow = async (monitor: MonitorResponse): Promise<DowntimeWindowResponse | undefined> =>
  (await running.api.windows(monitor.id))[0];

const waitForRequests = (path: string, count: number): Promise<TargetRequest[]> =>
  waitFor(() => requestsOf(path).length >= count && requestsOf(path), {
    what: `${count} requests of ${path}`,
    timeoutMs: count * INTERVAL_MS + 20_000,
  });

const waitForStatus = (monitor: MonitorResponse, status: MonitorResponse['status']): Promise<MonitorResponse> =>
  waitFor(
    async () => {
      const now = await running.api.monitor(monitor.id);
      return now.status === status && now;
    },
    { what: `${monitor.name} to be ${status}`, timeoutMs: 2 * SLOT_TIMEOUT_MS, pollMs: 50 },
  );

describe('an outage', () => {
  let monitor: MonitorResponse;
  let window: DowntimeWindowResponse;

  it(
    'opens one window and closes it when the page is good again',
    async () => {
      monitor = await watch('/shop');
      await waitForRequests('/shop', 2);
      target.respondWith({ status: 503 }, '/shop');
      await waitForStatus(monitor, 'down');
      expect(await firstWindow(monitor)).toMatchObject({ endedAt: null, reasons: ['http_status'] });
      // One more failure than it takes to open the window.
      const before = requestsOf('/shop').length;
      await waitForRequests('/shop', before + 1);
      target.respondWith({ status: 200 }, '/shop');
      await waitForStatus(monitor, 'up');
      const windows = await running.api.windows(monitor.id);
      expect(windows).toHaveLength(1);
      window = windows[0]!;
    },
    TEST_TIMEOUT_MS,
  );

  it('lasted exactly as long as the target itself logged', () => {
    const requests = requestsOf('/shop');
    const firstBad = requests.findIndex(isBad);
    const lastBad = requests.findLastIndex(isBad);
    // A check starts before its request arrives, and after the request of the check before it.
    const belongsTo = (time: string | null, index: number): void => {
      expect(ms(time)).toBeLessThanOrEqual(ms(requests[index]?.at) + ROUNDING_MS);
      expect(ms(time)).toBeGreaterThan(ms(requests[index - 1]?.at ?? monitor.createdAt) - ROUNDING_MS);
    };
    belongsTo(window.startedAt, firstBad);
    belongsTo(window.endedAt, lastBad + 1);
    belongsTo(window.lastGoodAt, firstBad - 1);
    expect(window.affectedChecks).toBe(requests.filter(isBad).length);
    expect(window.durationSeconds).toBeCloseTo((ms(window.endedAt) - ms(window.startedAt)) / 1000, 3);
    expect(window.firstFailure).toMatchObject({ reason: 'http_status', httpStatus: 503 });
    expect(window.firstFailure.detail).toContain('503');
  });

  it('was reported as it happened', async () => {
    const changes = await waitFor(
      () => feed.of(monitor.id, 'downtime').length === 2 && feed.of(monitor.id, 'downtime'),
      {
        what: 'the end of the downtime on the live feed',
      },
    );
    expect(changes).toMatchObject([
      { change: 'opened', windowId: window.id, startedAt: window.startedAt, lastGoodAt: window.lastGoodAt },
      { change: 'closed', windowId: window.id, endedAt: window.endedAt, affectedChecks: window.affectedChecks },
    ]);
    const statuses = feed.of(monitor.id, 'status').map(({ from, to }) => `${String(from)} → ${String(to)}`);
    expect(statuses).toEqual(['pending → up', 'up → down', 'down → up']);
    expect(feed.of(monitor.id, 'check').length).toBeGreaterThanOrEqual(window.affectedChecks);
  });

  it('counts in the statistics for as long as it lasted, and nothing is unknown', async () => {
    const stats = await running.api.stats(monitor.id);
    const lastedSeconds = (ms(window.endedAt) - ms(window.startedAt)) / 1000;
    expect(stats.coverage).toBe(1);
    expect(stats.downSeconds).toBeCloseTo(lastedSeconds, 3);
    expect(stats.availability).toBeCloseTo(1 - lastedSeconds / stats.monitoredSeconds, 6);
    const watchedSeconds = (Date.now() - ms(monitor.createdAt)) / 1000;
    expect(Math.abs(stats.monitoredSeconds - watchedSeconds)).toBeLessThanOrEqual(INTERVAL_SECONDS);
    expect(stats).toMatchObject({ unknownSeconds: 0, downtimeWindows: 1, checks: { missedSlots: 0, unknown: 0 } });
    expect(stats.checks.down).toBe(window.affectedChecks);
  });
});

describe('a blip', () => {
  it(
    'is re-checked within a second and opens no window',
    async () => {
      const monitor = await watch('/blip');
      await waitForRequests('/blip', 1);
      target.respondWith({ status: 500 }, '/blip');
      await waitFor(() => requestsOf('/blip').some(isBad), {
        what: 'one failure',
        timeoutMs: SLOT_TIMEOUT_MS,
        pollMs: 5,
      });
      target.respondWith({ status: 200 }, '/blip');
      const [failure, confirmation] = await waitFor(
        async () => {
          const checks = (await running.api.checks(monitor.id)).toReversed();
          const at = checks.findIndex(({ status }) => status === 'down');
          return at >= 0 && checks.length > at + 1 && checks.slice(at, at + 2);
        },
        { what: 'the re-check', timeoutMs: SLOT_TIMEOUT_MS },
      );
      expect(failure).toMatchObject({ status: 'down', reason: 'http_status', httpStatus: 500, trigger: 'schedule' });
      expect(confirmation).toMatchObject({ status: 'up', trigger: 'confirmation' });
      expect(requestsOf('/blip').filter(isBad)).toHaveLength(1);
      expect(await running.api.windows(monitor.id)).toEqual([]);
      expect((await running.api.monitor(monitor.id)).status).toBe('up');
      expect(feed.of(monitor.id, 'status').map(({ to }) => to)).toEqual(['up']);
      expect(feed.of(monitor.id, 'downtime')).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );
});

describe('a server that is shut and opened again', () => {
  it(
    'was down because connections were refused, from the first refused one to the first that was taken',
    async () => {
      await using page = await openPage();
      const monitor = await running.api.createMonitor({ url: page.url, name: 'closed shop', ...policy });
      await waitFor(() => page.requestedAtMs.length === 1, { what: 'a visit', pollMs: 5 });
      await page.shut();
      const shutAtMs = Date.now();
      await waitForStatus(monitor, 'down');
      await page.open();
      const openedAtMs = Date.now();
      await waitForStatus(monitor, 'up');
      const window = await firstWindow(monitor);
      expect(window).toMatchObject({ reasons: ['refused'], affectedChecks: 3, firstFailure: { reason: 'refused' } });
      const checks = (await running.api.checks(monitor.id)).toReversed();
      const startedAt = (status: string, since = 0): string | undefined =>
        checks.find((check) => check.status === status && ms(check.startedAt) >= since)?.startedAt;
      expect(window).toMatchObject({
        startedAt: startedAt('down'),
        endedAt: startedAt('up', openedAtMs - ROUNDING_MS),
        lastGoodAt: startedAt('up'),
      });
      expect(ms(window?.startedAt)).toBeGreaterThanOrEqual(shutAtMs - ROUNDING_MS);
      expect(ms(window?.lastGoodAt)).toBeLessThanOrEqual(page.requestedAtMs[0]! + ROUNDING_MS);
      await running.api.deleteMonitor(monitor.id);
    },
    TEST_TIMEOUT_MS,
  );
});
