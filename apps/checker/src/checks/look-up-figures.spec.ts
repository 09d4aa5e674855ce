import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { parseEgressPolicy, ProbeNet } from '@wakeful/probing';
import { waitFor } from '@wakeful/testing';
import { register } from 'prom-client';
import { lookUpFigures } from './look-up-figures.js';

const told = async (): Promise<Record<string, number | undefined>> => {
  const metrics = await register.getMetricsAsJSON();
  const own = metrics.filter(({ name }) => name.startsWith('wakeful_look_ups_'));
  return Object.fromEntries(own.map(({ name, values }) => [name.slice('wakeful_look_ups_'.length), values[0]?.value]));
};

describe('lookUpFigures', () => {
  it('tell of a look-up that waits for a silent name server, and of the same one when it was given up', async () => {
    const silent = createSocket('udp4').bind(0, '127.0.0.1');
    await once(silent, 'listening');
    const net = new ProbeNet(parseEgressPolicy('127.0.0.0/8'));
    const source = lookUpFigures(net);
    const giveUp = new AbortController();
    const resolvers = [`127.0.0.1:${silent.address().port}`];
    const lookUp = net.lookUp('shop.example', 4, { resolvers, signal: giveUp.signal });
    try {
      await Promise.all([once(silent, 'message'), source.read()]);
      expect(await told()).toEqual({ active: 1, waiting: 0, begun_total: 1, never_begun_total: 0 });
      giveUp.abort();
      await expect(lookUp).rejects.toMatchObject({ code: 'ECANCELLED' });
      await waitFor(() => net.lookUpFigures.active === 0, { what: 'the look-up to end' });
      await source.read();
      expect(await told()).toEqual({ active: 0, waiting: 0, begun_total: 1, never_begun_total: 0 });
    } finally {
      silent.close();
    }
  });

  it('tell totals, however often they are read', async () => {
    const source = lookUpFigures({
      lookUpFigures: { active: 1_024, waiting: 7, begunTotal: 9_000, neverBegunTotal: 3 },
    });
    await source.read();
    await source.read();
    expect(await told()).toEqual({ active: 1_024, waiting: 7, begun_total: 9_000, never_begun_total: 3 });
  });
});
