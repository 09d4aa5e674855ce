import { describe, expect, it } from '@jest/globals';
import { aProbeSpec } from '@wakeful/testing';
import { ProbeNet, type ResolveHost } from '../connection/probe-net.js';
import { guardedRequest } from '../http/guarded-request.js';
import { httpProbe } from '../http-probe.js';
import { answer, redirectTo, resolveTo, Target } from '../targets.fixture.js';
import { parseEgressPolicy } from './egress-policy.js';
import { insideUrls, lyingResolver } from './ssrf.fixture.js';

const onlyPublic = parseEgressPolicy('public');
const loopback = parseEgressPolicy('public,127.0.0.0/8');

const probeBy = (net: ProbeNet, url: string) =>
  httpProbe(aProbeSpec({ url, timeoutMs: 2_000 }), null, new AbortController().signal, net);

/** Asks as an alert does; resolves to the status. */
async function alertBy(net: ProbeNet, url: string): Promise<number> {
  const request = { url, method: 'POST', headers: {}, body: '', maxBodyBytes: 4_096, bodyPatienceMs: 2_000 };
  return (await guardedRequest(request, net, AbortSignal.timeout(20_000))).httpStatus;
}

describe('no one reaches in', () => {
  it.each(insideUrls)('with a monitor of %s', async (written) => {
    await using inside = await Target.http(answer('secret'));
    const url = written.replace('PORT', String(inside.port));
    const outcome = await probeBy(new ProbeNet(onlyPublic, { resolve: lyingResolver }), url);
    expect(outcome).toMatchObject({ status: 'unknown', reason: 'blocked' });
    expect(inside.connections).toBe(0);
  });

  it.each(insideUrls)('with an alert to %s', async (written) => {
    await using inside = await Target.http(answer('secret'));
    const url = written.replace('PORT', String(inside.port));
    const net = new ProbeNet(onlyPublic, { resolve: lyingResolver });
    await expect(alertBy(net, url)).rejects.toMatchObject({ reason: 'blocked' });
    await expect(alertBy(net, url.replace('http:', 'https:'))).rejects.toMatchObject({ reason: 'blocked' });
    expect(inside.connections).toBe(0);
  });

  it('by a name of which another address is allowed', async () => {
    await using inside = await Target.http(answer('secret'));
    const policy = parseEgressPolicy('127.0.0.0/8', '127.0.0.1');
    const net = new ProbeNet(policy, { resolve: resolveTo({ 'mixed.example': ['127.0.0.1', '127.0.0.2'] }) });
    const url = inside.url('/', 'mixed.example');
    const refused = `127.0.0.2:${inside.port} refused the connection`;

    expect(await probeBy(net, url)).toMatchObject({ status: 'down', reason: 'refused', detail: refused });
    await expect(alertBy(net, url)).rejects.toMatchObject({ reason: 'refused', message: refused });
    expect(inside.connections).toBe(0);
  });

  it.each(['file:///etc/passwd', 'gopher://127.0.0.1:25/_EHLO'])('with a redirect to %s', async (location) => {
    await using target = await Target.http(redirectTo(location));
    const outcome = await probeBy(new ProbeNet(loopback), target.url());
    expect(outcome).toMatchObject({ status: 'down', reason: 'network' });
    expect(outcome.detail).toContain('neither http nor https');
  });

  it.each(['file:///etc/passwd', 'gopher://127.0.0.1:25/_EHLO'])('with an alert to %s', async (url) => {
    await expect(alertBy(new ProbeNet(loopback), url)).rejects.toThrow('neither http nor https');
  });

  it.each([
    { name: 'that turns bad after it was judged', answers: ['127.0.0.1', '169.254.169.254'], isReached: true },
    { name: 'that is bad when it is judged', answers: ['169.254.169.254', '127.0.0.1'], isReached: false },
  ])('with a name $name', async ({ answers, isReached }) => {
    await using target = await Target.http(answer('ok'));
    let lookUps = 0;
    const resolve: ResolveHost = () => Promise.resolve([{ address: answers[lookUps++] ?? '', family: 4 }]);
    const asked = alertBy(new ProbeNet(loopback, { resolve }), target.url('/', 'rebind.example'));
    if (isReached) expect(await asked).toBe(200);
    else await expect(asked).rejects.toMatchObject({ reason: 'blocked' });
    expect([lookUps, target.connections]).toEqual([1, isReached ? 1 : 0]);
  });
});
