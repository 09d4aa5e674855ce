import { beforeAll, describe, expect, it } from '@jest/globals';
import { answer, expectSound, probe, redirectTo, Target } from '../targets.fixture.js';
import {
  type Authority,
  makeAuthority,
  makeServerCertificate,
  type ServerCertificate,
} from './certificates.fixture.js';

let authority: Authority;
let stranger: Authority;
let impostor: Authority;
let good: ServerCertificate;

beforeAll(async () => {
  authority = await makeAuthority();
  stranger = await makeAuthority('Stranger');
  impostor = await makeAuthority();
  good = await makeServerCertificate(['shop.example', '*.shop.example', '127.0.0.1'], { authority });
});

describe('httpProbe over TLS', () => {
  it.each(['shop.example', 'www.shop.example', '127.0.0.1', 'SHOP.example'])(
    'trusts a good certificate for %s',
    async (host) => {
      await using target = await Target.https(good);
      const outcome = await probe(target.url('/', host), {}, { trusted: authority.pem });

      expectSound(outcome);
      expect(outcome).toMatchObject({
        status: 'up',
        facts: { tlsProtocol: 'TLSv1.3', certificate: { subject: 'CN=shop.example', issuer: 'CN=Test authority' } },
      });
      expect(outcome.timings.connectUs).toBeGreaterThan(0);
      expect(outcome.timings.tlsUs).toBeGreaterThan(0);
      const { expiresAt = '' } = outcome.facts.certificate ?? {};
      expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(9 * 86_400_000);
      await target.allClosed();
    },
  );

  it.each([
    {
      name: 'self-signed',
      names: ['shop.example'],
      by: 'itself',
      days: [-1, 1],
      detail: 'TLS: the certificate is self-signed',
    },
    {
      name: 'of an unknown authority',
      names: ['shop.example'],
      by: 'stranger',
      days: [-1, 1],
      detail:
        'TLS: the certificate comes from an authority that is not trusted (Stranger), or the server does not send its intermediate certificate',
    },
    {
      name: 'of an impostor',
      names: ['shop.example'],
      by: 'impostor',
      days: [-1, 1],
      detail: 'TLS: the certificate was not signed by the authority that it names',
    },
    {
      name: 'expired',
      names: ['shop.example'],
      by: 'authority',
      days: [-30, -3.5],
      detail: /^TLS: the certificate expired on \d{4}-\d\d-\d\d \(3 days ago\)$/,
    },
    {
      name: 'not valid yet',
      names: ['shop.example'],
      by: 'authority',
      days: [1.5, 30],
      detail: /^TLS: the certificate is not valid before \d{4}-\d\d-\d\d \(in 1 day\)$/,
    },
    {
      name: 'for another host',
      names: ['a.example'],
      by: 'authority',
      days: [-1, 1],
      detail: 'TLS: the certificate is for a.example, not for shop.example',
    },
    {
      name: 'for many other hosts',
      names: ['a.example', 'b.example', '10.0.0.1', 'd.example', 'e.example'],
      by: 'authority',
      days: [-1, 1],
      detail: 'TLS: the certificate is for a.example, b.example, 10.0.0.1 and 2 more, not for shop.example',
    },
  ])('refuses a certificate that is $name, with its facts', async ({ names, by, days, detail }) => {
    const issuer = { authority, stranger, impostor, itself: undefined }[by];
    const validity = { validFromDays: days[0] ?? 0, validToDays: days[1] ?? 0 };
    const certificate = await makeServerCertificate(names, { ...(issuer && { authority: issuer }), ...validity });
    await using target = await Target.https(certificate);
    const url = target.url('/', 'shop.example');
    const outcome = await probe(url, {}, { trusted: authority.pem });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'down', reason: 'tls', httpStatus: null, timings: { ttfbUs: 0 } });
    expect(outcome.detail).toMatch(detail);
    expect(outcome.facts.certificate).toMatchObject({ subject: `CN=${names[0]}` });
    await target.allClosed();

    // The same certificate does when it is not to be verified.
    expect(
      await probe(url, { tls: { verify: false, minVersion: null, serverName: null } }, { trusted: authority.pem }),
    ).toMatchObject({
      status: 'up',
      facts: { certificate: { subject: `CN=${names[0]}` } },
    });
  });

  it('names the address when a literal is not in the certificate', async () => {
    await using target = await Target.https(await makeServerCertificate(['shop.example'], { authority }));

    expect(await probe(target.url(), {}, { trusted: authority.pem })).toMatchObject({
      reason: 'tls',
      detail: 'TLS: the certificate is for shop.example, not for 127.0.0.1',
    });
  });

  it('sends the host name in the handshake, and none for an address', async () => {
    const asked: unknown[] = [];
    await using target = await Target.https(good, (request, response) => {
      asked.push((request.socket as unknown as { servername: unknown }).servername);
      response.end();
    });
    await probe(target.url('/', 'shop.example'), { tls: { verify: false, minVersion: null, serverName: null } });
    await probe(target.url(), { tls: { verify: false, minVersion: null, serverName: null } });

    expect(asked).toEqual(['shop.example', false]);
  });

  it('never resumes a session', async () => {
    const reused: boolean[] = [];
    await using target = await Target.https(good, (request, response) => {
      reused.push((request.socket as unknown as { isSessionReused(): boolean }).isSessionReused());
      response.end();
    });
    for (let at = 0; at < 3; at += 1)
      await probe(target.url(), { tls: { verify: false, minVersion: null, serverName: null } });

    expect(reused).toEqual([false, false, false]);
  });

  it('follows from http to https and tells the certificate', async () => {
    await using secure = await Target.https(good, answer('ok'));
    await using plain = await Target.http(redirectTo(secure.url('/', 'shop.example')));
    const outcome = await probe(plain.url(), {}, { trusted: authority.pem });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'up', facts: { certificate: { subject: 'CN=shop.example' } } });
  });

  it.each([
    { name: 'speaks no TLS', serve: 'HTTP/1.1 400 Bad Request\r\n\r\n', reason: 'tls', detail: /does not speak TLS/ },
    { name: 'hangs up', serve: null, reason: 'reset', detail: /closed the connection during the TLS handshake$/ },
  ])('fails when the server $name', async ({ serve, reason, detail }) => {
    await using target = await Target.tcp(
      (socket) => socket.once('data', () => (serve === null ? socket.destroy() : socket.end(serve))),
      'https',
    );
    const outcome = await probe(target.url());

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'down', reason });
    expect(outcome.detail).toMatch(detail);
    await target.allClosed();
  });
});
