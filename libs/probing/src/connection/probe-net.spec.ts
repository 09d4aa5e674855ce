import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { parseEgressPolicy } from '../egress/egress-policy.js';
import { httpProbe } from '../http-probe.js';
import { answer, expectSound, probe, Target } from '../targets.fixture.js';
import { ProbeNet } from './probe-net.js';

const loopback = parseEgressPolicy('127.0.0.0/8,::1/128');

describe('ProbeNet', () => {
  it('asks the system, which knows the hosts file', async () => {
    const { allowed } = await new ProbeNet(loopback).lookUp('localhost', 4);

    expect(allowed).toContainEqual({ address: '127.0.0.1', family: 4 });
  });

  it('refuses to connect to what the policy does not allow, whoever asks', () => {
    const net = new ProbeNet(loopback);

    expect(() => net.connect('169.254.169.254', 80)).toThrow(/metadata/);
    expect(() => net.connect('10.0.0.1', 443)).toThrow(/not in a range/);
  });

  it('looks a name up once for each probe: the address that was judged is the one that is used', async () => {
    let lookUps = 0;
    await using target = await Target.http(answer('ok'));
    const resolve = (): Promise<{ address: string; family: number }[]> => {
      lookUps += 1;
      return Promise.resolve([{ address: lookUps === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }]);
    };

    expect(await probe(target.url('/', 'rebind.example'), {}, { resolve })).toMatchObject({ status: 'up' });
    expect(lookUps).toBe(1);
  });

  it('lets go of a connection that never comes about', async () => {
    const pending = new Socket();
    class Dropping extends ProbeNet {
      override connect(): Socket {
        return pending;
      }
    }
    const outcome = await httpProbe(
      {
        url: 'http://127.0.0.7/',
        method: 'GET',
        timeoutMs: 20,
        expectedStatus: ['2xx'],
        followRedirects: true,
        maxRedirects: 1,
        maxBodyBytes: 1,
        assertions: [],
        degradedThresholdMs: null,
        tls: { verify: true, minVersion: null, serverName: null },
        resolvers: [],
        ipFamily: 'auto',
        sealedSecrets: null,
      },
      null,
      new AbortController().signal,
      new Dropping(loopback),
    );

    expectSound(outcome);
    expect(outcome).toMatchObject({
      status: 'down',
      reason: 'timeout',
      detail: 'No answer within 20 ms: timed out while connecting to 127.0.0.7:80',
      facts: { timeoutPhase: 'connect' },
    });
    expect(pending.destroyed).toBe(true);
  });
});
