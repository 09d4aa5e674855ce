import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MonitorResponse } from '@wakeful/contracts';
import { startTarget, type Target, type TargetRequest, waitFor } from '@wakeful/testing';
import { account } from './accounting.fixture.js';
import { quieten } from './fleet.fixture.js';
import { startTestSystem, type TestSystem } from './test-system.fixture.js';

const INTERVAL_SECONDS = 5;
const INTERVAL_MS = INTERVAL_SECONDS * 1000;
const TEST_TIMEOUT_MS = 180_000;

let running: TestSystem;
let target: Target;

beforeAll(async () => {
  [running, target] = await Promise.all([startTestSystem(), startTarget()]);
}, 120_000);
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await target.close();
}, 60_000);

const requestsOf = (path: string): TargetRequest[] => target.requests.filter((request) => request.path === path);

const watch = (path: string, overrides = {}): Promise<MonitorResponse> =>
  running.api.createMonitor({
    url: `${target.url}${path}`,
    name: path.slice(1),
    intervalSeconds: INTERVAL_SECONDS,
    timeoutMs: 2_000,
    ...overrides,
  });

const waitForRequests = (path: string, count: number): Promise<TargetRequest[]> =>
  waitFor(() => requestsOf(path).length >= count && requestsOf(path), {
    what: `${count} requests of ${path}`,
    timeoutMs: count * INTERVAL_MS + 20_000,
    pollMs: 5,
  });

/** The slots of a monitor's first checks, in order, once so many are stored. */
const slotsMsOf = (monitor: MonitorResponse, count: number): Promise<number[]> =>
  waitFor(
    async () => {
      const checks = await running.api.checks(monitor.id);
      return checks.length >= count && checks.map((check) => Date.parse(check.scheduledAt)).sort((a, b) => a - b);
    },
    { what: `${count} stored checks of ${monitor.name}`, timeoutMs: count * INTERVAL_MS + 20_000 },
  );

const modulo = (value: number, divisor: number): number => ((value % divisor) + divisor) % divisor;

/** A monitor's own place in its interval is a hash of its id. */
const phaseMsOf = (id: string): number => createHash('sha256').update(id).digest().readUIntBE(0, 6) % INTERVAL_MS;

/** Until a monitor that is resumed was checked twice more: longer than the interval of one that should not be. */
const waitForTwoSlotsOf = (path: string): Promise<unknown> => waitForRequests(path, requestsOf(path).length + 2);

describe('what a user asks for takes effect at once', () => {
  it('checks a new monitor at once: it is due by the time of the answer', async () => {
    const monitor = await watch('/clock');
    const answeredAtMs = Date.now();
    const [first] = await slotsMsOf(monitor, 1);
    expect(first).toBeLessThanOrEqual(answeredAtMs);
  });

  it(
    'checks now, answers with the result and stores it as a manual check',
    async () => {
      const monitor = await watch('/now', { intervalSeconds: 3600, timeoutMs: 10_000 });
      await waitForRequests('/now', 1);
      target.respondWith({ status: 404 }, '/now');
      const result = await running.api.checkNow(monitor.id);
      expect(result).toMatchObject({ status: 'down', reason: 'http_status', httpStatus: 404, trigger: 'manual' });
      expect(result.facts).toMatchObject({ address: '127.0.0.1' });
      const stored = await waitFor(
        async () => (await running.api.checks(monitor.id)).find(({ trigger }) => trigger === 'manual'),
        { what: 'the stored result' },
      );
      const { facts: _facts, ...check } = result;
      expect(stored).toEqual(check);
    },
    TEST_TIMEOUT_MS,
  );

  it('tries a target without storing anything', async () => {
    const before = (await running.api.monitors()).length;
    expect(await running.api.tryTarget({ url: `${target.url}/try` })).toMatchObject({ status: 'up', httpStatus: 200 });
    target.respondWith({ disconnect: true }, '/try');
    expect(await running.api.tryTarget({ url: `${target.url}/try` })).toMatchObject({
      status: 'down',
      reason: 'reset',
    });
    expect(requestsOf('/try')).toHaveLength(2);
    expect(await running.api.monitors()).toHaveLength(before);
  });

  it(
    'does not check a monitor that is paused, and checks it at once when it is resumed',
    async () => {
      const monitor = await watch('/pause');
      await waitForRequests('/pause', 1);
      expect((await running.api.updateMonitor(monitor.id, { enabled: false })).status).toBe('paused');
      const before = requestsOf('/pause').length;
      await waitForTwoSlotsOf('/clock');
      expect(requestsOf('/pause')).toHaveLength(before);
      await running.api.updateMonitor(monitor.id, { enabled: true });
      const answeredAtMs = Date.now();
      const slotsMs = await slotsMsOf(monitor, before + 1);
      expect(slotsMs[before]).toBeLessThanOrEqual(answeredAtMs);
      await waitFor(async () => (await running.api.monitor(monitor.id)).status === 'up', { what: 'the status "up"' });
      expect(await running.api.stats(monitor.id)).toMatchObject({ coverage: 1, checks: { missedSlots: 0 } });
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'leaves out no slot, not even the first one of a monitor that is resumed just before its next one',
    async () => {
      const leadsMs = [5, 10, 20, 40];
      const monitors = await Promise.all(leadsMs.map((leadMs) => watch(`/just-before-${leadMs}`, { enabled: false })));
      await Promise.all(
        monitors.map(async ({ id }, index) => {
          const untilSlotMs = (): number => INTERVAL_MS - modulo(Date.now() - phaseMsOf(id), INTERVAL_MS);
          await waitFor(() => untilSlotMs() <= leadsMs[index]!, {
            what: 'the time just before a slot',
            timeoutMs: 2 * INTERVAL_MS,
            pollMs: 1,
          });
          await running.api.updateMonitor(id, { enabled: true });
        }),
      );
      await Promise.all(leadsMs.map((leadMs) => waitForRequests(`/just-before-${leadMs}`, 2)));
      const { untilMs } = await quieten(running, monitors);
      const { missing } = await account(running.system.databaseUrl, untilMs);
      expect(missing.filter(({ monitorId }) => monitors.some(({ id }) => id === monitorId))).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'checks at the new interval when that is changed, beginning at once',
    async () => {
      const monitor = await watch('/interval', { intervalSeconds: 3600 });
      await waitForRequests('/interval', 1);
      await running.api.updateMonitor(monitor.id, { intervalSeconds: INTERVAL_SECONDS });
      const answeredAtMs = Date.now();
      const [, second, third, fourth] = await slotsMsOf(monitor, 4);
      expect(second).toBeLessThanOrEqual(answeredAtMs);
      expect(third! - second!).toBeLessThanOrEqual(INTERVAL_MS);
      expect(fourth! - third!).toBe(INTERVAL_MS);
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'never again visits a page whose monitor was deleted',
    async () => {
      const monitor = await watch('/gone');
      await waitForRequests('/gone', 1);
      await running.api.deleteMonitor(monitor.id);
      const before = requestsOf('/gone').length;
      await waitForTwoSlotsOf('/clock');
      expect(requestsOf('/gone')).toHaveLength(before);
      await expect(running.api.monitor(monitor.id)).rejects.toMatchObject({ response: { status: 404 } });
      expect((await running.api.monitors()).map(({ id }) => id)).not.toContain(monitor.id);
    },
    TEST_TIMEOUT_MS,
  );
});
