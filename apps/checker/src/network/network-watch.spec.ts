import { afterEach, describe, expect, it } from '@jest/globals';
import type { CheckOutcome, FailureReason } from '@wakeful/contracts';
import type { ProbeNet } from '@wakeful/probing';
import { aProbeSpec } from '@wakeful/testing';
import { NetworkWatch } from './network-watch.js';

const NO_TIME = { dnsUs: 0, connectUs: 0, tlsUs: 0, ttfbUs: 0, transferUs: 0, totalUs: 0 };

const good = (address: string): CheckOutcome => ({
  status: 'up',
  reason: null,
  detail: '',
  httpStatus: 200,
  timings: { ...NO_TIME, connectUs: 1, ttfbUs: 1, totalUs: 2 },
  facts: { address },
});

const failed = (reason: FailureReason, facts: CheckOutcome['facts'] = {}): CheckOutcome => ({
  status: 'down',
  reason,
  detail: 'it failed',
  httpStatus: null,
  timings: NO_TIME,
  facts,
});

/** A network in which exactly the hosts of `reachable` answer look-ups and connections, and what was asked for. */
class ScriptedNet {
  readonly asked: string[] = [];
  reachable = new Set<string>();
  readonly net = {
    // Witnesses are asked for a name below theirs.
    lookUp: (name: string) => this.#answer(name.replace(/^wakeful-[^.]+\./, ''), []),
    dial: (address: string) => this.#answer(address, { destroy: () => undefined }),
  } as unknown as ProbeNet;

  #answer<T>(host: string, answer: T): Promise<T> {
    this.asked.push(host);
    return this.reachable.has(host) ? Promise.resolve(answer) : Promise.reject(new Error(`${host} is silent`));
  }
}

const opened: NetworkWatch[] = [];
afterEach(() => {
  for (const watch of opened.splice(0)) watch.close();
});

/** A watch that has seen these hosts answer, a.example at the first address, b.example at the second and so on. */
async function watchThatKnows(...addresses: string[]): Promise<{ watch: NetworkWatch; script: ScriptedNet }> {
  const script = new ScriptedNet();
  const watch = new NetworkWatch({ net: script.net, canaryUrls: [], onChange: () => undefined });
  opened.push(watch);
  for (const [index, address] of addresses.entries()) {
    const url = `http://${'abcdefgh'[index]}.example/`;
    await watch.judge(aProbeSpec({ url }), good(address), performance.now());
  }
  return { watch, script };
}

const judgeSite = (watch: NetworkWatch, outcome: CheckOutcome, sinceMs = performance.now()): Promise<CheckOutcome> =>
  watch.judge(aProbeSpec({ url: 'http://site.example/' }), outcome, sinceMs);

const NO_VERDICT = { status: 'unknown', reason: 'checker_fault' };

describe('a failure', () => {
  it('is the site’s when another host that was reached before can still be reached', async () => {
    const { watch, script } = await watchThatKnows('192.0.2.1', '192.0.2.2', '192.0.2.3');
    script.reachable.add('192.0.2.2');
    const outcome = failed('timeout', { timeoutPhase: 'connect', address: '192.0.2.9' });
    expect(await judgeSite(watch, outcome)).toBe(outcome);
  });

  it('is this checker’s when no host that was reached before can be reached now', async () => {
    const { watch } = await watchThatKnows('192.0.2.1', '192.0.2.2', '192.0.2.3');
    const outcome = await judgeSite(watch, failed('network', { address: '192.0.2.9' }));
    expect(outcome).toMatchObject(NO_VERDICT);
    expect(outcome.detail).toBe(
      'No verdict: this checker had lost its network and could not reach any host (3 others were tried). What it saw: it failed',
    );
  });

  it('is the site’s without asking anyone when another host was reached meanwhile', async () => {
    const { watch, script } = await watchThatKnows('192.0.2.1', '192.0.2.2', '192.0.2.3');
    const sinceMs = performance.now();
    await watch.judge(aProbeSpec({ url: 'http://b.example/' }), good('192.0.2.2'), performance.now());
    expect(await judgeSite(watch, failed('refused', { address: '192.0.2.9' }), sinceMs)).toMatchObject({
      status: 'down',
    });
    expect(script.asked).toEqual([]);
  });

  it('is the site’s when only one other host is known: it may be down as well', async () => {
    const { watch } = await watchThatKnows('192.0.2.1');
    expect(await judgeSite(watch, failed('refused', { address: '192.0.2.9' }))).toMatchObject({ status: 'down' });
  });

  it('that this machine alone reports is never the site’s when no one else is known', async () => {
    const { watch } = await watchThatKnows();
    const noRoute = failed('network', { address: '192.0.2.9', ownNetwork: 'likely' });
    expect(await judgeSite(watch, noRoute)).toMatchObject(NO_VERDICT);
    expect(await judgeSite(watch, failed('timeout', { address: '192.0.2.9' }))).toMatchObject({ status: 'down' });
  });

  it('of IPv6 on a machine without IPv6 is this checker’s, although IPv4 works', async () => {
    const { watch, script } = await watchThatKnows('192.0.2.1', '192.0.2.2');
    script.reachable.add('192.0.2.1');
    const noRoute = failed('network', { address: '2001:db8::9', ownNetwork: 'likely' });
    expect(await judgeSite(watch, noRoute)).toMatchObject(NO_VERDICT);
  });

  it('is not judged by hosts at the site’s own address: they share its server', async () => {
    const { watch, script } = await watchThatKnows('192.0.2.9', '192.0.2.9', '192.0.2.9');
    expect(await judgeSite(watch, failed('refused', { address: '192.0.2.9' }))).toMatchObject({ status: 'down' });
    expect(script.asked).toEqual([]);
  });

  it('on the Internet is not excused by hosts of the own network, which need no uplink', async () => {
    const { watch, script } = await watchThatKnows('192.0.2.1', '192.0.2.2', '10.0.0.1', '10.0.0.2');
    script.reachable.add('10.0.0.1');
    expect(await judgeSite(watch, failed('network', { address: '192.0.2.9' }))).toMatchObject(NO_VERDICT);
  });

  it('of this machine’s own loopback is no one else’s', async () => {
    const { watch } = await watchThatKnows('127.0.0.1', '127.0.0.2', '127.0.0.3');
    expect(await judgeSite(watch, failed('refused', { address: '127.0.0.9' }))).toMatchObject({ status: 'down' });
  });

  it.each(['tls', 'http_status', 'assertion', 'too_many_redirects'] as const)(
    'with the reason %s came over a network that works',
    async (reason) => {
      const { watch, script } = await watchThatKnows('192.0.2.1', '192.0.2.2');
      expect(await judgeSite(watch, failed(reason, { address: '192.0.2.9' }))).toMatchObject({ status: 'down' });
      expect(script.asked).toEqual([]);
    },
  );

  it('is this checker’s when its network was away while the check ran, though it is back by now', async () => {
    const { watch, script } = await watchThatKnows('192.0.2.1', '192.0.2.2');
    const sinceMs = performance.now();
    expect(await judgeSite(watch, failed('network', { address: '192.0.2.9' }))).toMatchObject(NO_VERDICT);
    script.reachable.add('192.0.2.1').add('192.0.2.2');
    await watch.judge(aProbeSpec({ url: 'http://a.example/' }), good('192.0.2.1'), performance.now());
    const slow = failed('timeout', { address: '192.0.2.9', timeoutPhase: 'connect' });
    expect(await judgeSite(watch, slow, sinceMs)).toMatchObject(NO_VERDICT);
    expect(await judgeSite(watch, slow)).toMatchObject({ status: 'down' });
  });

  it('shares one look around with all others that fail in the same moment', async () => {
    const { watch, script } = await watchThatKnows('192.0.2.1', '192.0.2.2');
    const outcome = failed('network', { address: '192.0.2.9' });
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => judgeSite(watch, outcome)));
    expect(outcomes.every(({ status }) => status === 'unknown')).toBe(true);
    expect(script.asked.length).toBeLessThanOrEqual(4);
  });
});

describe('a look-up that fails', () => {
  it('is the site’s when the names of other hosts can still be looked up', async () => {
    const { watch, script } = await watchThatKnows('192.0.2.1', '192.0.2.2');
    script.reachable.add('a.example');
    const silence = failed('dns', { ownNetwork: 'likely' });
    expect(await judgeSite(watch, silence)).toMatchObject({ status: 'down', reason: 'dns' });
  });

  it('is this checker’s when no other name can be looked up either', async () => {
    const { watch } = await watchThatKnows('192.0.2.1', '192.0.2.2');
    expect(await judgeSite(watch, failed('timeout', { timeoutPhase: 'dns' }))).toMatchObject(NO_VERDICT);
  });

  it('because the name does not exist is the site’s while the names of other hosts exist', async () => {
    const { watch, script } = await watchThatKnows('192.0.2.1', '192.0.2.2');
    const absent = failed('dns', { ownNetwork: 'possible' });
    expect(await judgeSite(watch, absent)).toMatchObject(NO_VERDICT);
    script.reachable.add('a.example');
    await watch.judge(aProbeSpec({ url: 'http://a.example/' }), good('192.0.2.1'), performance.now());
    expect(await judgeSite(watch, absent)).toMatchObject({ status: 'down' });
  });
});
