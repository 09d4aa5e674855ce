import { beforeAll, describe, expect, it } from '@jest/globals';
import { ProbeNet } from '../connection/probe-net.js';
import { parseEgressPolicy } from '../egress/egress-policy.js';
import { Proxy } from '../proxy/proxies.fixture.js';
import { answer, expectSound, probe, redirectTo, resolveTo, Target } from '../targets.fixture.js';
import {
  type Authority,
  makeAuthority,
  makeServerCertificate,
  type ServerCertificate,
} from './certificates.fixture.js';

let authority: Authority;
let intermediate: Authority;
beforeAll(async () => {
  authority = await makeAuthority();
  intermediate = await makeAuthority('Intermediate', { issuer: authority, validToDays: 5 });
});

const weakServer = { ciphers: 'DEFAULT@SECLEVEL=0' };
const withChain = ({ key, cert }: ServerCertificate, ...issuers: Authority[]): ServerCertificate => ({
  key,
  cert: [cert, ...issuers.map(({ pem }) => pem)].join('\n'),
});
const probeShop = (target: Target, spec: Parameters<typeof probe>[1] = {}) =>
  probe(target.url('/', 'shop.example'), spec, { trusted: authority.pem });

describe('httpProbe judges the name of a certificate as browsers do', () => {
  it.each([
    {
      names: ['shop.example'],
      onlyCommonName: true,
      detail:
        'TLS: the certificate names shop.example only as its Common Name, which browsers do not look at: it needs a subject alternative name',
    },
    {
      names: ['w*.shop.example'],
      host: 'www.shop.example',
      detail: 'TLS: the certificate is for w*.shop.example, and browsers take a * only for a whole label',
    },
    {
      names: ['shop.example', '*w.shop.example'],
      host: 'www.shop.example',
      detail: 'TLS: the certificate is for *w.shop.example, and browsers take a * only for a whole label',
    },
    { names: ['*.example'], detail: 'TLS: the certificate is for *.example, not for shop.example' },
    { names: ['*.shop.example'], detail: 'TLS: the certificate is for *.shop.example, not for shop.example' },
  ])('and refuses $names', async ({ names, onlyCommonName = false, host = 'shop.example', detail }) => {
    await using target = await Target.https(await makeServerCertificate(names, { authority, onlyCommonName }));
    const outcome = await probe(target.url('/', host), {}, { trusted: authority.pem });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'down', reason: 'tls', detail });
  });

  it.each([['shop.example'], ['SHOP.example'], ['other.example', 'shop.example']])('and takes %s', async (...names) => {
    await using target = await Target.https(await makeServerCertificate(names, { authority }));
    expect(await probeShop(target)).toMatchObject({ status: 'up' });
  });
});

describe('httpProbe watches when certificates expire', () => {
  it('of an intermediate that ends before the server’s own', async () => {
    const own = await makeServerCertificate(['shop.example'], { authority: intermediate, validToDays: 60 });
    await using target = await Target.https(withChain(own, intermediate));

    expect(await probeShop(target)).toMatchObject({
      status: 'up',
      facts: { certificate: { subject: 'CN=Intermediate', role: 'intermediate', host: 'shop.example' } },
    });
  });

  it('of the server, and not of what is sent beyond a trusted authority', async () => {
    const oldRoot = await makeAuthority('Old root', { validToDays: 1 });
    const crossSigned = await makeAuthority('Test authority', { issuer: oldRoot, validToDays: 1 });
    const own = await makeServerCertificate(['shop.example'], { authority });
    await using target = await Target.https(withChain(own, { ...crossSigned }, oldRoot));

    expect(await probeShop(target)).toMatchObject({
      status: 'up',
      facts: { certificate: { subject: 'CN=shop.example', role: 'server' } },
    });
  });

  it('of the first hop when it ends before the last one’s', async () => {
    const late = await makeServerCertificate(['shop.example'], { authority, validToDays: 60 });
    await using last = await Target.https(late);
    const soon = await makeServerCertificate(['www.example'], { authority, validToDays: 3 });
    await using first = await Target.https(soon, redirectTo(last.url('/', 'shop.example')));
    const outcome = await probe(first.url('/', 'www.example'), {}, { trusted: authority.pem });

    expectSound(outcome);
    expect(outcome).toMatchObject({
      status: 'up',
      facts: { certificate: { subject: 'CN=www.example', role: 'server', host: 'www.example' } },
    });
  });
});

describe('httpProbe fetches the certificate of an authority that the server leaves out', () => {
  const lacking = async (issuerUrl: string, issuer = intermediate): Promise<Target> =>
    Target.https(await makeServerCertificate(['shop.example'], { authority: issuer, issuerUrl }));
  const derOf = ({ certificate }: Authority): Buffer => Buffer.from(certificate.rawData);
  const trusting = (): ProbeNet =>
    new ProbeNet(parseEgressPolicy('127.0.0.0/8', '10.66.0.0/16'), {
      resolve: resolveTo(),
      trustedCertificates: [authority.pem],
    });

  it('as browsers do, once for all checks, and notes it', async () => {
    await using issuers = await Target.http(answer(derOf(intermediate)));
    await using target = await lacking(issuers.url('/i.der', 'ca.example'));
    const net = trusting();
    for (let check = 0; check < 3; check += 1) {
      const outcome = await probe(target.url('/', 'shop.example'), {}, { net });
      expectSound(outcome);
      expect(outcome).toMatchObject({
        status: 'up',
        facts: {
          certificate: { subject: 'CN=Intermediate', role: 'intermediate' },
          oddities: [
            expect.stringMatching(/^The server does not send its intermediate certificate \(CN=Intermediate\)/),
          ],
        },
      });
    }
    expect(issuers.connections).toBe(1);
    await target.allClosed();
  });

  it('through the proxy of the monitor', async () => {
    await using proxy = await Proxy.http();
    await using issuers = await Target.http(answer(derOf(intermediate)));
    await using target = await lacking(issuers.url('/i.der', 'ca.example'));
    const secrets = { proxyUrl: proxy.url() };

    expect(await probe(target.url('/', 'shop.example'), {}, { net: trusting(), secrets })).toMatchObject({
      status: 'up',
    });
    expect(proxy.asked).toContain(`GET http://ca.example:${issuers.port}/i.der`);
  });

  it('and trusts no certificate for having been fetched', async () => {
    const stranger = await makeAuthority('Stranger');
    const strangersChild = await makeAuthority('Child', { issuer: stranger });
    for (const issuer of [stranger, strangersChild]) {
      await using issuers = await Target.http(answer(derOf(issuer)));
      await using target = await lacking(issuers.url('/i.der'), issuer);

      expect(await probeShop(target)).toMatchObject({ status: 'down', reason: 'tls' });
      expect(issuers.connections).toBe(1);
    }
  });

  it.each([
    { name: 'is not there', listener: answer('gone', { status: 404 }) },
    { name: 'is no certificate', listener: answer('<html>') },
    { name: 'is longer than a certificate may be', listener: answer(Buffer.alloc(200_000)) },
    { name: 'is elsewhere', listener: redirectTo('http://127.0.0.1/') },
  ])('and is down with the server’s fault when it $name', async ({ listener }) => {
    await using issuers = await Target.http(listener);
    await using target = await lacking(issuers.url());
    const outcome = await probeShop(target);

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'down', reason: 'tls' });
    expect(outcome.detail).toMatch(/^TLS: the server does not send its intermediate certificate \(Intermediate\)/);
    await target.allClosed();
  });

  it('and is down with the server’s fault, in half of its time, when it does not come', async () => {
    await using issuers = await Target.http(() => undefined);
    await using target = await lacking(issuers.url());
    const outcome = await probeShop(target, { timeoutMs: 1_500 });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'down', reason: 'tls' });
    expect(outcome.detail).toMatch(/^TLS: the server does not send its intermediate certificate \(Intermediate\)/);
    expect(issuers.connections).toBe(1);
  });

  it('but does not take another authority’s, nor go where the egress policy does not let it', async () => {
    const other = await makeAuthority('Intermediate', { issuer: authority });
    await using issuers = await Target.http(answer(derOf(other)));
    await using target = await lacking(issuers.url());
    await using forbidden = await lacking('http://10.66.0.1/i.der');

    expect(await probeShop(target)).toMatchObject({ status: 'down', reason: 'tls' });
    expect(await probeShop(forbidden)).toMatchObject({ status: 'down', reason: 'tls' });
  });
});

describe('httpProbe says what is wrong with a chain', () => {
  it.each([
    {
      name: 'an intermediate that the certificate points to and the server does not send',
      issuerUrl: 'http://ca.example/intermediate.der',
      detail: /^TLS: the server does not send its intermediate certificate \(Intermediate\), so browsers/,
    },
    {
      name: 'an unknown issuer',
      detail:
        /^TLS: the certificate comes from an authority that is not trusted \(Intermediate\), or the server does not send/,
    },
  ])('$name', async ({ issuerUrl, detail }) => {
    const options = { authority: intermediate, ...(issuerUrl !== undefined && { issuerUrl }) };
    await using target = await Target.https(await makeServerCertificate(['shop.example'], options));
    const outcome = await probeShop(target);

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'down', reason: 'tls' });
    expect(outcome.detail).toMatch(detail);
  });

  it('an intermediate that has expired', async () => {
    const expired = await makeAuthority('Late intermediate', { issuer: authority, validToDays: -3.5 });
    const own = await makeServerCertificate(['shop.example'], { authority: expired });
    await using target = await Target.https(withChain(own, expired));

    expect((await probeShop(target)).detail).toMatch(
      /^TLS: the certificate of its authority Late intermediate expired on \d{4}-\d\d-\d\d \(3 days ago\)$/,
    );
  });

  it('an authority that is not trusted and sent along', async () => {
    const stranger = await makeAuthority('Stranger');
    const own = await makeServerCertificate(['shop.example'], { authority: stranger });
    await using target = await Target.https(withChain(own, stranger));

    expect(await probeShop(target)).toMatchObject({
      reason: 'tls',
      detail: 'TLS: the certificate comes from an authority that is not trusted (Stranger)',
    });
  });

  it('a signature with SHA-1', async () => {
    const old = await makeAuthority('Old authority', { digest: 'SHA-1' });
    await using target = await Target.https({
      ...(await makeServerCertificate(['shop.example'], { authority: old })),
      ...weakServer,
    });
    const outcome = await probe(target.url('/', 'shop.example'), {}, { trusted: old.pem });

    expect(outcome).toMatchObject({
      status: 'down',
      reason: 'tls',
      detail: 'TLS: the certificate is signed with SHA-1, which browsers do not accept',
    });
  });

  it('a key of 1,024 bits, which Chromium takes from a private authority, is odd', async () => {
    await using target = await Target.https({
      ...(await makeServerCertificate(['shop.example'], { authority, rsaBits: 1_024 })),
      ...weakServer,
    });

    expect(await probeShop(target)).toMatchObject({
      status: 'up',
      facts: { oddities: ['The certificate has a key of 1,024 bits, which public authorities no longer sign'] },
    });
  });

  it('a key of 768 bits is too short', async () => {
    await using target = await Target.https({
      ...(await makeServerCertificate(['shop.example'], { authority, rsaBits: 768 })),
      ...weakServer,
    });

    expect(await probeShop(target)).toMatchObject({
      status: 'down',
      detail: 'TLS: the certificate has a key of 768 bits, which is too short',
    });
  });
});
