import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MonitorResponse } from '@wakeful/contracts';
import { waitFor } from '@wakeful/testing';
import { type PrivateNetwork, startPrivateNetwork } from './private-network.fixture.js';
import { startTestSystem, temporaryFolder, type TestSystem } from './test-system.fixture.js';

const MONITORS = 200;
/** With a name server that never answers for their names. */
const DEAD_NAMES = 32;
const INTERVAL_SECONDS = 10;
const CUT_MS = Number(process.env['WAKEFUL_CUT_SECONDS'] ?? 60) * 1_000;
const SPEC_TIMEOUT_MS = CUT_MS + 120_000;

const site = (index: number): string => `site${index}.example`;
/** Ten sites share an address, as on real servers. */
const addressOf = (index: number): string => `10.77.${1 + (index % 20)}.${1 + Math.floor(index / 20 / 10)}`;
const names = Object.fromEntries(Array.from({ length: MONITORS }, (_, index) => [site(index), addressOf(index)]));

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let network: PrivateNetwork;
let running: TestSystem;
const monitors: MonitorResponse[] = [];

const watch = (hostname: string, overrides = {}): Promise<MonitorResponse> =>
  running.api.createMonitor({
    url: `http://${hostname}/`,
    name: hostname,
    intervalSeconds: INTERVAL_SECONDS,
    timeoutMs: 3_000,
    confirmations: 0,
    recoveryConfirmations: 0,
    debugOnDown: false,
    ...overrides,
  });

const statuses = async (): Promise<Record<string, number>> => (await running.api.systemStatus()).monitors.byStatus;

const allUp = (up = MONITORS): Promise<unknown> =>
  waitFor(async () => (await statuses())['up'] === up, {
    what: `${up} monitors to be up`,
    timeoutMs: 60_000,
    pollMs: 200,
  });

const windowsOfAll = async (): Promise<unknown[]> =>
  (await Promise.all(monitors.map(({ id }) => running.api.windows(id)))).flat();

const forMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

beforeAll(async () => {
  folder = await temporaryFolder();
  network = await startPrivateNetwork(names, folder.path);
  running = await startTestSystem();
  for (let index = 0; index < MONITORS; index += 1) monitors.push(await watch(site(index)));
  await allUp();
}, 180_000);
afterAll(async () => {
  await running?.[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
}, 60_000);

describe('a checker whose uplink is unplugged', () => {
  it(
    'calls no site down, even without confirmations, and goes on when it is back',
    async () => {
      await network.unplug();
      await forMs(CUT_MS);
      expect(await statuses()).toMatchObject({ down: 0 });
      await network.restore();
      await allUp();
      expect(await windowsOfAll()).toEqual([]);
    },
    SPEC_TIMEOUT_MS,
  );
});

describe('a checker whose packets are all lost', () => {
  it(
    'calls no site down',
    async () => {
      await network.loseEverything();
      await forMs(CUT_MS);
      await network.restore();
      await allUp();
      expect(await windowsOfAll()).toEqual([]);
    },
    SPEC_TIMEOUT_MS,
  );
});

describe.each(['silent', 'fails'] as const)('a checker whose name server is %s', (mode) => {
  it(
    'calls no site down',
    async () => {
      await network.setResolver(mode);
      await forMs(CUT_MS / 2);
      await network.setResolver('answers');
      await allUp();
      expect(await windowsOfAll()).toEqual([]);
    },
    SPEC_TIMEOUT_MS,
  );
});

describe('one site of many', () => {
  it(
    'that cannot be reached is down, and nothing else is',
    async () => {
      await network.removeAddress(addressOf(0));
      const gone = monitors.filter((_, index) => addressOf(index) === addressOf(0));
      await waitFor(async () => (await statuses())['down'] === gone.length, {
        what: 'the sites at that address to be down',
        timeoutMs: 60_000,
      });
      await forMs(2 * INTERVAL_SECONDS * 1_000);
      expect(await statuses()).toMatchObject({ down: gone.length, up: MONITORS - gone.length });
      for (const { id } of gone)
        expect(await running.api.windows(id)).toMatchObject([{ endedAt: null, reasons: ['timeout'] }]);
    },
    SPEC_TIMEOUT_MS,
  );
});

describe('name servers of others that are dead', () => {
  it(
    'make their own sites down and delay nobody else',
    async () => {
      const before = (await statuses())['up'] ?? 0;
      const dead: MonitorResponse[] = [];
      for (let index = 0; index < DEAD_NAMES; index += 1) dead.push(await watch(`dead${index}.example`));
      for (const { id } of dead) {
        await waitFor(async () => (await running.api.monitor(id)).status === 'down', {
          what: 'a site without a name server to be down',
          timeoutMs: 60_000,
        });
      }
      await forMs(2 * INTERVAL_SECONDS * 1_000);
      expect((await statuses())['up']).toBe(before);
    },
    SPEC_TIMEOUT_MS,
  );
});
