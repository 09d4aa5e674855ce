import { get } from 'node:http';
import { get as getOverTls } from 'node:https';
import { describe, expect, it } from '@jest/globals';
import { aProbeSpec } from '@wakeful/testing';
import { makeAuthority, makeServerCertificate } from '../tls/certificates.fixture.js';
import { parseEgressPolicy } from './egress-policy.js';
import { guardedAgents } from './guarded-agents.js';
import { httpProbe } from '../http-probe.js';
import { ProbeNet, type ResolveHost } from '../connection/probe-net.js';
import { insideUrls, lyingResolver } from './ssrf.fixture.js';
import { answer, redirectTo, resolveTo, Target } from '../targets.fixture.js';

const onlyPublic = parseEgressPolicy('public');
const loopback = parseEgressPolicy('public,127.0.0.0/8');

const probeBy = (net: ProbeNet, url: string) =>
  httpProbe(aProbeSpec({ url, timeoutMs: 2_000 }), null, new AbortController().signal, net);

/** Asks as any HTTP client would that is given the agents; resolves to the status, rejects as the client does. */
function askBy(net: ProbeNet, url: string, ca?: string): Promise<number | undefined> {
  const { httpAgent, httpsAgent } = guardedAgents(net, ca === undefined ? undefined : [ca]);
  return new Promise((resolve, reject) => {
    const options = { timeout: 2_000 };
    const request = url.startsWith('https:')
      ? getOverTls(url, { ...options, agent: httpsAgent })
      : get(url, { ...options, agent: httpAgent });
    request.on('response', (response) => {
      response.destroy();
      resolve(response.statusCode);
    });
    request.on('error', reject);
  });
}

describe('nobody reaches in', () => {
  it.each(insideUrls)('with a monitor of %s', async (written) => {
    await using inside = await Target.http(answer('secret'));
    const url = written.replace('PORT', String(inside.port));
    const outcome = await probeBy(new ProbeNet(onlyPublic, { resolve: lyingResolver }), url);
    expect(outcome).toMatchObject({ status: 'unknown', reason: 'blocked' });
    expect(inside.connections).toBe(0);
  });

  it.each(insideUrls)('with an HTTP client and %s', async (written) => {
    await using inside = await Target.http(answer('secret'));
    const url = written.replace('PORT', String(inside.port));
    const net = new ProbeNet(onlyPublic, { resolve: lyingResolver });
    await expect(askBy(net, url)).rejects.toMatchObject({ reason: 'blocked' });
    await expect(askBy(net, url.replace('http:', 'https:'))).rejects.toMatchObject({ reason: 'blocked' });
    expect(inside.connections).toBe(0);
  });

  it('by a name of which another address is allowed', async () => {
    await using inside = await Target.http(answer('secret'));
    const policy = parseEgressPolicy('127.0.0.0/8', '127.0.0.1');
    const net = new ProbeNet(policy, { resolve: resolveTo({ 'mixed.example': ['127.0.0.1', '127.0.0.2'] }) });
    const url = inside.url('/', 'mixed.example');
    const refused = `127.0.0.2:${inside.port} refused the connection`;

    expect(await probeBy(net, url)).toMatchObject({ status: 'down', reason: 'refused', detail: refused });
    await expect(askBy(net, url)).rejects.toMatchObject({ code: 'ECONNREFUSED', address: '127.0.0.2' });
    expect(inside.connections).toBe(0);
  });

  it.each(['file:///etc/passwd', 'gopher://127.0.0.1:25/_EHLO'])('with a redirect to %s', async (location) => {
    await using target = await Target.http(redirectTo(location));
    const outcome = await probeBy(new ProbeNet(loopback), target.url());
    expect(outcome).toMatchObject({ status: 'down', reason: 'network' });
    expect(outcome.detail).toContain('neither http nor https');
  });

  it.each(['file:///etc/passwd', 'gopher://127.0.0.1:25/_EHLO'])('with an HTTP client and %s', (url) => {
    const { httpAgent } = guardedAgents(new ProbeNet(loopback));
    expect(() => get(url, { agent: httpAgent })).toThrow(/Protocol/);
  });

  it.each([
    { name: 'that turns bad after it was judged', answers: ['127.0.0.1', '169.254.169.254'], isReached: true },
    { name: 'that is bad when it is judged', answers: ['169.254.169.254', '127.0.0.1'], isReached: false },
  ])('with a name $name', async ({ answers, isReached }) => {
    await using target = await Target.http(answer('ok'));
    let lookUps = 0;
    const resolve: ResolveHost = () => Promise.resolve([{ address: answers[lookUps++] ?? '', family: 4 }]);
    const asked = askBy(new ProbeNet(loopback, { resolve }), target.url('/', 'rebind.example'));
    if (isReached) expect(await asked).toBe(200);
    else await expect(asked).rejects.toMatchObject({ reason: 'blocked' });
    expect([lookUps, target.connections]).toEqual([1, isReached ? 1 : 0]);
  });
});

describe('guardedAgents', () => {
  it('let through what the policy allows, by name and by address', async () => {
    await using target = await Target.http(answer('ok'));
    const net = new ProbeNet(loopback, { resolve: resolveTo() });
    expect(await askBy(net, target.url())).toBe(200);
    expect(await askBy(net, target.url('/', 'shop.example'))).toBe(200);
  });

  it('try the next address of a name when one takes no connection', async () => {
    await using target = await Target.http(answer('ok'));
    const net = new ProbeNet(loopback, { resolve: resolveTo({ 'two.example': ['127.0.0.2', '127.0.0.1'] }) });
    expect(await askBy(net, target.url('/', 'two.example'))).toBe(200);
  });

  it('verify the certificate against the name, not against the address', async () => {
    const authority = await makeAuthority();
    const server = await makeServerCertificate(['shop.example'], { authority });
    await using target = await Target.https(server);
    const net = new ProbeNet(loopback, { resolve: resolveTo() });
    expect(await askBy(net, target.url('/', 'shop.example'), authority.pem)).toBe(200);
    await expect(askBy(net, target.url('/', 'other.example'), authority.pem)).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    await expect(askBy(net, target.url('/', 'shop.example'))).rejects.toThrow(/certificate/);
  });
});
