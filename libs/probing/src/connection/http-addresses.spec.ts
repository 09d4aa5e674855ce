import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { parseEgressPolicy } from '../egress/egress-policy.js';
import { answer, expectSound, probe, resolveTo, Target } from '../targets.fixture.js';
import { type Address, inOrderOfTrial } from './address-order.js';
import { ProbeNet } from './probe-net.js';

const named = (...addresses: string[]) => ({ resolve: resolveTo({ 'shop.example': addresses }) });

describe('httpProbe of a name with several addresses', () => {
  it('takes the second when the first refuses, and notes it', async () => {
    await using target = await Target.http(answer('ok'));
    const outcome = await probe(target.url('/', 'shop.example'), {}, named('127.0.0.2', '127.0.0.1'));

    expectSound(outcome);
    const refused = `127.0.0.2:${target.port} refused the connection`;
    expect(outcome).toMatchObject({
      status: 'up',
      facts: {
        address: '127.0.0.1',
        ipFamily: 4,
        addresses: [{ address: '127.0.0.2', error: refused }, { address: '127.0.0.1' }],
        oddities: [`${refused}; 127.0.0.1:${target.port} took the connection`],
      },
    });
    expect(outcome.facts.ownNetwork).toBeUndefined();
    await target.allClosed();
  });

  it('finds a server on 127.0.0.1 by localhost, which is ::1 first', async () => {
    await using target = await Target.http(answer('ok'));
    const resolve = resolveTo({ localhost: ['::1', '127.0.0.1'] });

    expect(await probe(target.url('/', 'localhost'), {}, { resolve })).toMatchObject({
      status: 'up',
      facts: { address: '127.0.0.1', addresses: [{ address: '::1' }, { address: '127.0.0.1' }] },
    });
  });

  it('has nothing to note when the first one answers', async () => {
    await using target = await Target.http(answer('ok'));
    const { facts } = await probe(target.url('/', 'shop.example'), {}, named('127.0.0.1', '127.0.0.2'));

    expect(facts).not.toHaveProperty('addresses');
    expect(facts).not.toHaveProperty('oddities');
  });

  it('names every address when all of them fail', async () => {
    const target = await Target.http(answer('ok'));
    const { port } = target;
    const url = target.url('/', 'shop.example');
    await target[Symbol.asyncDispose]();
    const outcome = await probe(url, {}, named('127.0.0.2', '127.0.0.3'));

    expectSound(outcome);
    expect(outcome).toMatchObject({
      status: 'down',
      reason: 'refused',
      detail: `127.0.0.2:${port} refused the connection; 127.0.0.3:${port} refused the connection`,
      facts: { address: '127.0.0.2', ownNetwork: 'possible' },
    });
    expect(outcome.facts.addresses).toHaveLength(2);
    expect(outcome.facts).not.toHaveProperty('oddities');
  });

  it('uses the address that is allowed and notes the one that is not', async () => {
    await using target = await Target.http(answer('ok'));
    const outcome = await probe(target.url('/', 'shop.example'), {}, named('10.66.0.1', '127.0.0.1'));

    expect(outcome).toMatchObject({
      status: 'up',
      facts: {
        address: '127.0.0.1',
        oddities: [
          'The egress policy refuses an address of shop.example: 10.66.0.1 is in 10.66.0.0/16, which EGRESS_DENY refuses',
        ],
      },
    });
    expect(outcome.facts).not.toHaveProperty('addresses');
  });

  it('is blocked when every address is refused', async () => {
    const outcome = await probe('http://shop.example/', {}, named('10.66.0.1', '10.66.0.2'));

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'unknown', reason: 'blocked' });
    expect(outcome.detail).toContain('shop.example resolves to 10.66.0.1');
  });
});

/** Connections to some addresses never come about, as behind a firewall that drops; the others are real. */
class Dropping extends ProbeNet {
  readonly pending: Socket[] = [];

  constructor(private readonly silent: ReadonlySet<string>) {
    super(parseEgressPolicy('127.0.0.0/8,::1/128'), named('127.0.0.2', '127.0.0.1'));
  }

  override connect(address: string, port: number): Socket {
    if (!this.silent.has(address)) return super.connect(address, port);
    const socket = new Socket();
    this.pending.push(socket);
    return socket;
  }
}

describe('httpProbe of a name of which an address is silent', () => {
  it('tries the next one next to it, and closes the one that lost', async () => {
    await using target = await Target.http(answer('ok'));
    const net = new Dropping(new Set(['127.0.0.2']));
    const outcome = await probe(target.url('/', 'shop.example'), {}, { net });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'up', facts: { address: '127.0.0.1' } });
    const { port } = target;
    expect(outcome.facts.addresses?.[0]?.error).toMatch(/^127\.0\.0\.2:\d+ had not answered after [\d,]+ ms$/);
    // The same at every check: no time is quoted.
    expect(outcome.facts.oddities).toEqual([
      `127.0.0.2:${port} had not answered; 127.0.0.1:${port} took the connection`,
    ]);
    expect(outcome.timings.connectUs).toBeGreaterThanOrEqual(249_000);
    expect(net.pending.map(({ destroyed }) => destroyed)).toEqual([true]);
    await target.allClosed();
  });

  it('ends at the deadline and says with whom', async () => {
    const net = new Dropping(new Set(['127.0.0.1', '127.0.0.2']));
    const outcome = await probe('http://shop.example:81/', { timeoutMs: 400 }, { net });

    expectSound(outcome);
    expect(outcome).toMatchObject({
      status: 'down',
      reason: 'timeout',
      detail: 'No answer within 400 ms: timed out while connecting to 127.0.0.2:81, 127.0.0.1:81',
      facts: { timeoutPhase: 'connect', ownNetwork: 'possible', address: '127.0.0.2' },
    });
    expect(net.pending.map(({ destroyed }) => destroyed)).toEqual([true, true]);
  });

  it('starts nothing more after its deadline', async () => {
    const net = new Dropping(new Set(['127.0.0.1', '127.0.0.2']));
    await probe('http://shop.example:81/', { timeoutMs: 50 }, { net });
    await new Promise((resolve) => setTimeout(resolve, 300));

    expect(net.pending.map(({ destroyed }) => destroyed)).toEqual([true]);
  });
});

describe('inOrderOfTrial', () => {
  const addresses = (...list: string[]): Address[] =>
    list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const order = (list: string[], ...scopes: ('global' | 'local' | 'loopback')[]): string[] =>
    inOrderOfTrial(addresses(...list), new Set(scopes)).map(({ address }) => address);
  const site = ['192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8::2', '2001:db8::3'];

  it.each([
    {
      name: 'begins with IPv6 and takes the families in turn',
      list: site,
      scopes: ['global', 'loopback'],
      want: ['2001:db8::1', '192.0.2.1', '2001:db8::2', '192.0.2.2', '2001:db8::3'],
    },
    {
      name: 'begins with IPv4 on a machine that has no IPv6',
      list: site,
      scopes: ['loopback'],
      want: ['192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8::2', '2001:db8::3'],
    },
    {
      name: 'begins with IPv4 when IPv6 ends at the own network',
      list: ['192.0.2.1', '2001:db8::1'],
      scopes: ['local', 'loopback'],
      want: ['192.0.2.1', '2001:db8::1'],
    },
    {
      name: 'begins with IPv6 for a neighbour in the own network',
      list: ['10.0.0.1', 'fd00::1'],
      scopes: ['local'],
      want: ['fd00::1', '10.0.0.1'],
    },
    { name: 'begins with ::1', list: ['127.0.0.1', '::1'], scopes: ['loopback'], want: ['::1', '127.0.0.1'] },
    {
      name: 'leaves one family as it came',
      list: ['192.0.2.2', '192.0.2.1'],
      scopes: [],
      want: ['192.0.2.2', '192.0.2.1'],
    },
  ] as const)('$name', ({ list, scopes, want }) => {
    expect(order([...list], ...scopes)).toEqual(want);
  });
});
