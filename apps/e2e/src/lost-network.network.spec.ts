import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MonitorResponse } from '@wakeful/contracts';
import { waitFor } from '@wakeful/testing';
import { type PrivateNetwork, startPrivateNetwork } from './private-network.fixture.js';
import { startTestSystem, temporaryFolder, type TestSystem } from './test-system.fixture.js';

const MONITORS = 200;
/** With a name server that never answers for their names. */
const DEAD_NAMES = 32;
const INTERVAL_SECONDS = 10;
const CUT_MS = Number(process.env['WAKEFUL_CUT_SECONDS'] ?? 30) * 1_000;
const SPEC_TIMEOUT_MS = CUT_MS + 240_000;

const site = (index: number): string => `site${index}.example`;
/** Ten sites share an address, as on real servers. */
const addressOf = (index: number): string => `10.77.${1 + (index % 20)}.${1 + Math.floor(index / 20 / 10)}`;
const names = Object.fromEntries(Array.from({ length: MONITORS }, (_, index) => [site(index), addressOf(index)]));

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let network: PrivateNetwork;
let running: TestSystem;
let receiver: Server;
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

/** What the people on call heard, in order. */
const told: { kind: string; title: string }[] = [];

async function hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
  told.push(JSON.parse(await text(request)) as { kind: string; title: string });
  response.writeHead(202).end();
}

beforeAll(async () => {
  receiver = createServer((request, response) => void hear(request, response));
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  folder = await temporaryFolder();
  network = await startPrivateNetwork(names, folder.path);
  running = await startTestSystem();
  const { port } = receiver.address() as AddressInfo;
  await running.api.addWebhook(`http://127.0.0.1:${port}/`);
  for (let index = 0; index < MONITORS; index += 1) monitors.push(await watch(site(index)));
  await allUp();
}, 180_000);
afterAll(async () => {
  await running?.[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
  receiver.close();
}, 60_000);

describe('a checker whose uplink is unplugged', () => {
  it(
    'calls no site down, even without confirmations, and continues when it is back',
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

  it('tells people once that it lost its network, once that it is back, and of no site', async () => {
    await waitFor(() => told.length >= 2, { what: 'two messages', timeoutMs: 30_000 });
    expect(told.map(({ kind }) => kind)).toEqual(['network-lost', 'network-back']);
  });

  it(
    'leaves a hole in the coverage and none in the availability',
    async () => {
      // Slots are settled when their successors are there; a status is only doubted two intervals after its last check.
      const stats = await waitFor(
        async () => {
          const now = await running.api.stats(monitors[0]!.id);
          return now.unknownSeconds > 0 && now;
        },
        { what: 'the time without a verdict to count as unknown', timeoutMs: 180_000, pollMs: 500 },
      );
      expect(stats.coverage).toBeLessThan(1);
      expect(stats).toMatchObject({ availability: 1, downSeconds: 0 });
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
    'make their own sites down and delay no one else',
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
