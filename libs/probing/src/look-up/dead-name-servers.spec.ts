import { createSocket, type Socket } from 'node:dgram';
import { describe, expect, it } from '@jest/globals';
import type { CheckOutcome } from '@wakeful/contracts';
import { waitFor } from '@wakeful/testing';
import { ProbeNet } from '../connection/probe-net.js';
import { parseEgressPolicy } from '../egress/egress-policy.js';
import { answer, probe, Target } from '../targets.fixture.js';
import { type LookUpRequest, NameLookUp } from './name-look-up.js';
import { NameServer } from './name-server.fixture.js';

const policy = parseEgressPolicy('127.0.0.0/8');
const DEAD = 200;
const HEALTHY = 100;
/** Longer than any test: what waits for a dead name server is cancelled when the healthy ones are through. */
const DEAD_TIMEOUT_MS = 120_000;

const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${prefix}-${at}.example`);

async function silentNameServer(): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return socket;
}

/** Begins probes as the checker does, a few per millisecond: a burst would be more than a socket's buffer holds. */
async function launch(count: number, begin: (at: number) => Promise<CheckOutcome>): Promise<Promise<CheckOutcome>[]> {
  const launched: Promise<CheckOutcome>[] = [];
  for (let at = 0; at < count; at += 1) {
    launched.push(begin(at));
    if (at % 6 === 5) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return launched;
}

function patience(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

function expectAllUp(outcomes: readonly CheckOutcome[]): void {
  expect(outcomes.map(({ status, detail }) => `${status} ${detail}`)).toEqual(outcomes.map(() => 'up '));
}

describe('healthy monitors', () => {
  it(`are not held up by ${DEAD} names of dead name servers`, async () => {
    await using server = await NameServer.start({
      ...Object.fromEntries(names('dead', DEAD).map((name) => [name, { silent: true as const }])),
      ...Object.fromEntries(names('healthy', HEALTHY).map((name) => [name, { a: ['127.0.0.1'] }])),
    });
    await using target = await Target.http(answer('ok'));
    const lookUp = new NameLookUp({ nameServers: [server.address] });
    const net = new ProbeNet(policy, { resolve: (...asked) => lookUp.resolve(...asked) });
    const { signal, abort } = patience();
    const dead = await launch(DEAD, (at) =>
      probe(target.url('/', `dead-${at}.example`), { timeoutMs: DEAD_TIMEOUT_MS }, { net, signal }),
    );
    const healthy = await Promise.all(
      await launch(HEALTHY, (at) => probe(target.url('/', `healthy-${at}.example`), {}, { net })),
    );

    expectAllUp(healthy);
    // The dead ones were being asked for all the while.
    expect(lookUp.figures).toMatchObject({ active: DEAD, begunTotal: DEAD + HEALTHY });
    abort();
    expect((await Promise.all(dead)).map(({ reason }) => reason)).toEqual(dead.map(() => 'checker_fault'));
    await waitFor(() => lookUp.figures.active === 0, { what: 'no look-up to be under way' });
  });

  it('are not held up by 32 name servers of other monitors that never answer', async () => {
    const silent = await Promise.all(Array.from({ length: 32 }, silentNameServer));
    try {
      await using server = await NameServer.start({ 'shop.example': { a: ['127.0.0.1'] } });
      await using target = await Target.http(answer('ok'));
      const lookUp = new NameLookUp({ nameServers: [server.address] });
      const netOf = (resolvers: readonly string[]): ProbeNet =>
        new ProbeNet(policy, {
          resolve: (hostname, family, request: LookUpRequest = {}) =>
            lookUp.resolve(hostname, family, { ...request, resolvers }),
        });
      const url = target.url('/', 'shop.example');
      const { signal, abort } = patience();
      const dead = silent.map((socket) =>
        probe(url, { timeoutMs: DEAD_TIMEOUT_MS }, { net: netOf([`127.0.0.1:${socket.address().port}`]), signal }),
      );
      const healthy = Array.from({ length: HEALTHY }, () => probe(url, {}, { net: netOf([]) }));

      expectAllUp(await Promise.all(healthy));
      expect(lookUp.figures.active).toBe(32);
      abort();
      await Promise.all(dead);
    } finally {
      for (const socket of silent) socket.close();
    }
  });

  it('that cannot begin their look-up get no verdict', async () => {
    await using server = await NameServer.start({ 'dead.example': { silent: true } });
    const lookUp = new NameLookUp({ nameServers: [server.address], maxLookUps: 1 });
    const net = new ProbeNet(policy, { resolve: (...asked) => lookUp.resolve(...asked) });
    const dead = probe('http://dead.example/', { timeoutMs: 400 }, { net });

    expect(await probe('http://shop.example/', { timeoutMs: 200 }, { net })).toMatchObject({
      status: 'unknown',
      reason: 'checker_fault',
      detail:
        'The checker itself failed, not the site: the look-up of shop.example could not begin within 200 ms, as too many others were under way',
    });
    expect(await dead).toMatchObject({ status: 'down', reason: 'timeout', facts: { timeoutPhase: 'dns' } });
    await waitFor(() => lookUp.figures.active === 0, { what: 'no look-up to be under way' });
    expect(lookUp.figures).toMatchObject({ waiting: 0, begunTotal: 1, neverBegunTotal: 1 });
  });
});
