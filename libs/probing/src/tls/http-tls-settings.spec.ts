import { beforeAll, describe, expect, it } from '@jest/globals';
import { NO_SECRETS, type ProbeSecrets, type ProbeSpec } from '@wakeful/contracts';
import { aProbeSpec } from '@wakeful/testing';
import { answer, expectSound, probe, redirectTo, Target } from '../targets.fixture.js';
import {
  type Authority,
  makeAuthority,
  makeServerCertificate,
  type ServerCertificate,
} from './certificates.fixture.js';
import { toTlsServerSocket } from './server-socket.fixture.js';

let authority: Authority;
let good: ServerCertificate;
let client: ServerCertificate;
beforeAll(async () => {
  authority = await makeAuthority();
  good = await makeServerCertificate(['shop.example'], { authority });
  client = await makeServerCertificate(['monitor'], { authority });
});

const tls = (settings: Partial<ProbeSpec['tls']>): Partial<ProbeSpec> => ({
  tls: { ...aProbeSpec().tls, ...settings },
});
const material = (settings: Partial<ProbeSecrets['tls']>): Partial<ProbeSecrets> => ({
  tls: { ...NO_SECRETS.tls, ...settings },
});
const showing = () => material({ clientCertificate: client.cert, clientKey: client.key });

describe('the name that is sent and verified', () => {
  async function askedName(
    url: (target: Target) => string,
    spec: Partial<ProbeSpec>,
    headers: Record<string, string>,
  ): Promise<{ asked: unknown; status: string; detail: string }> {
    let asked: unknown;
    await using target = await Target.https(good, (request, response) => {
      asked = toTlsServerSocket(request.socket).servername;
      response.end();
    });
    const { status, detail } = await probe(url(target), spec, { trusted: authority.pem, secrets: { headers } });
    return { asked, status, detail };
  }
  const byAddress = (target: Target): string => target.url();
  const byOtherName = (target: Target): string => target.url('/', 'lb-1.example');

  interface Row {
    name: string;
    url: (target: Target) => string;
    spec?: Partial<ProbeSpec>;
    headers?: Record<string, string>;
  }
  it.each<Row>([
    { name: 'the Host header’s, to an address', url: byAddress, headers: { Host: 'shop.example' } },
    { name: 'the Host header’s with a port', url: byAddress, headers: { host: 'shop.example:8443' } },
    { name: 'the Host header’s, to another name', url: byOtherName, headers: { Host: 'Shop.example' } },
    { name: 'the setting’s', url: byOtherName, spec: tls({ serverName: 'shop.example' }) },
    {
      name: 'the setting’s before the Host header’s',
      url: byAddress,
      spec: tls({ serverName: 'shop.example' }),
      headers: { Host: 'other.example' },
    },
  ])('is $name', async ({ url, spec = {}, headers = {} }) => {
    expect(await askedName(url, spec, headers)).toEqual({ asked: 'shop.example', status: 'up', detail: '' });
  });

  it('is reported when the certificate is not for it', async () => {
    expect(await askedName(byAddress, tls({ serverName: 'www.example' }), {})).toMatchObject({
      status: 'down',
      detail: 'TLS: the certificate is for shop.example, not for www.example',
    });
  });

  it('is the other origin’s own after a redirect', async () => {
    await using last = await Target.https(good);
    const first = await makeServerCertificate(['www.example'], { authority });
    await using target = await Target.https(first, redirectTo(last.url('/', 'shop.example')));
    const outcome = await probe(target.url(), tls({ serverName: 'www.example' }), { trusted: authority.pem });

    expect(outcome).toMatchObject({ status: 'up' });
  });
});

describe('a private authority', () => {
  it('is trusted by the monitor that has it, and by no other', async () => {
    await using target = await Target.https(good);
    const url = target.url('/', 'shop.example');

    expect(await probe(url, {}, { secrets: material({ ca: authority.pem }) })).toMatchObject({ status: 'up' });
    expect(await probe(url)).toMatchObject({ status: 'down', reason: 'tls' });
  });

  it('that cannot be read is the checker’s fault', async () => {
    await using target = await Target.https(good);
    const ca = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
    const outcome = await probe(target.url('/', 'shop.example'), {}, { secrets: material({ ca }) });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'unknown', reason: 'checker_fault' });
    expect(outcome.detail).toContain('store it again');
    await target.allClosed();
  });
});

describe('a client certificate', () => {
  const demanding = (maxVersion: 'TLSv1.2' | 'TLSv1.3') => ({
    ...good,
    requestCert: true,
    rejectUnauthorized: true,
    ca: authority.pem,
    maxVersion,
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('is shown to a server that asks for it over %s', async (version) => {
    await using target = await Target.https(demanding(version), (request, response) => {
      response.end(toTlsServerSocket(request.socket).getPeerX509Certificate()?.subject);
    });
    const asserted: Partial<ProbeSpec> = {
      assertions: [{ type: 'keyword', keyword: 'CN=monitor', present: true, ignoreCase: false }],
    };
    const options = { trusted: authority.pem, secrets: showing() };

    expect(await probe(target.url('/', 'shop.example'), asserted, options)).toMatchObject({ status: 'up' });
  });

  it.each([
    { version: 'TLSv1.3', detail: /^TLS: the server asks for a client certificate, and this monitor has none$/ },
    { version: 'TLSv1.2', detail: /^TLS: the server refused the handshake: .*, or asks for a client certificate$/ },
  ] as const)('is missed in words over $version', async ({ version, detail }) => {
    await using target = await Target.https(demanding(version));
    const outcome = await probe(target.url('/', 'shop.example'), {}, { trusted: authority.pem });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'down', reason: 'tls' });
    expect(outcome.detail).toMatch(detail);
  });

  it('of an authority that the server does not know is reported', async () => {
    const stranger = await makeServerCertificate(['monitor'], { authority: await makeAuthority('Stranger') });
    await using target = await Target.https(demanding('TLSv1.3'));
    const secrets = material({ clientCertificate: stranger.cert, clientKey: stranger.key });
    const outcome = await probe(target.url('/', 'shop.example'), {}, { trusted: authority.pem, secrets });

    expect(outcome.status).toBe('down');
  });

  it('stays behind when a redirect leads to another origin', async () => {
    const shown: unknown[] = [];
    const asking = { ...good, requestCert: true, rejectUnauthorized: false, ca: authority.pem };
    await using last = await Target.https(asking, (request, response) => {
      shown.push(toTlsServerSocket(request.socket).getPeerX509Certificate()?.subject);
      response.end();
    });
    await using first = await Target.https(asking, redirectTo(last.url('/', 'shop.example')));
    const options = { trusted: authority.pem, secrets: showing() };

    expect(await probe(first.url('/', 'shop.example'), {}, options)).toMatchObject({ status: 'up' });
    expect(shown).toEqual([undefined]);
  });
});

describe('the lowest version', () => {
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

  it.each([
    { server: old, minVersion: null, detail: 'TLS: the server does not speak TLS 1.2 or newer' },
    {
      server: { maxVersion: 'TLSv1.2' as const },
      minVersion: 'TLSv1.3' as const,
      detail: 'TLS: the server does not speak TLS 1.3',
    },
  ])('of $minVersion is demanded', async ({ server, minVersion, detail }) => {
    await using target = await Target.https({ ...good, ...server });
    const outcome = await probe(target.url('/', 'shop.example'), tls({ minVersion }), { trusted: authority.pem });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'down', reason: 'tls', detail });
  });

  it('can be set below what browsers take', async () => {
    await using target = await Target.https({ ...good, ...old });
    const outcome = await probe(target.url('/', 'shop.example'), tls({ minVersion: 'TLSv1' }), {
      trusted: authority.pem,
    });

    expect(outcome).toMatchObject({ status: 'up', facts: { tlsProtocol: 'TLSv1.1' } });
  });
});

describe('a handshake that fails', () => {
  it('with a server that speaks HTTP/2 only is no fault of the site', async () => {
    await using target = await Target.https({ ...good, ALPNProtocols: ['h2'] });
    const outcome = await probe(target.url('/', 'shop.example'), {}, { trusted: authority.pem });

    expectSound(outcome);
    expect(outcome).toMatchObject({
      status: 'unknown',
      reason: 'checker_fault',
      detail: 'TLS: the server speaks HTTP/2 only, which this check does not',
    });
  });

  it('for want of a common cipher says so', async () => {
    await using target = await Target.https(
      { ...good, ciphers: 'ECDHE-RSA-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' },
      answer(''),
    );
    const outcome = await probe(target.url('/', 'shop.example'), {}, { trusted: authority.pem });

    expect(outcome).toMatchObject({ status: 'down', reason: 'tls' });
    expect(outcome.detail).toMatch(/no cipher in common/);
  });
});
