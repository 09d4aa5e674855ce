import * as zlib from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { framingAnswers, serveRaw } from '@wakeful/testing';
import { ProbeNet } from '../connection/probe-net.js';
import { parseEgressPolicy } from '../egress/egress-policy.js';
import { answer, redirectTo, resolveTo, Target } from '../targets.fixture.js';
import { makeAuthority, makeServerCertificate } from '../tls/certificates.fixture.js';
import { type GuardedAnswer, type GuardedRequest, guardedRequest } from './guarded-request.js';

const net = new ProbeNet(parseEgressPolicy('internal,127.0.0.0/8', '10.66.0.0/16'), { resolve: resolveTo() });

function send(
  url: string,
  options: Partial<GuardedRequest> = {},
  signal = AbortSignal.timeout(20_000),
  by = net,
): Promise<GuardedAnswer> {
  const bounds = { maxBodyBytes: 4_096, bodyPatienceMs: 2_000 };
  return guardedRequest({ url, method: 'POST', headers: {}, body: 'tea', ...bounds, ...options }, by, signal);
}

describe('guardedRequest', () => {
  const answered = framingAnswers.filter(({ method, want }) => method !== 'HEAD' && want?.httpStatus !== null);

  it.each(answered)('has an answer with a status whatever else is odd: $name', async (row) => {
    await using target = await Target.tcp(serveRaw(row));
    const { httpStatus } = await send(target.url(), { bodyPatienceMs: 50 });

    expect(httpStatus).toBe(row.want?.httpStatus ?? 200);
    await target.allClosed();
  });

  it('sends the body, the headers and the credentials of the URL', async () => {
    await using target = await Target.http((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => response.end(JSON.stringify({ body, method: request.method, headers: request.headers })));
    });
    const { bodyText } = await send(target.url().replace('//', '//ada:p%40ss@'), { headers: { 'X-Kind': 'alert' } });

    expect(JSON.parse(bodyText)).toMatchObject({
      body: 'tea',
      method: 'POST',
      headers: {
        'x-kind': 'alert',
        'content-length': '3',
        authorization: `Basic ${Buffer.from('ada:p@ss').toString('base64')}`,
      },
    });
  });

  it('gives headers and as much of the body as was allowed', async () => {
    const headers = { 'retry-after': '30', 'content-encoding': 'gzip' };
    await using target = await Target.http(answer(zlib.gzipSync('slow down, please'), { status: 429, headers }));
    const { httpStatus, header, bodyText } = await send(target.url());
    await using long = await Target.http(answer('x'.repeat(10_000)));

    expect({ httpStatus, after: header('retry-after'), none: header('x-none'), bodyText }).toEqual({
      httpStatus: 429,
      after: '30',
      none: null,
      bodyText: 'slow down, please',
    });
    expect((await send(long.url())).bodyText).toBe('x'.repeat(4_096));
  });

  it('does not follow redirects', async () => {
    await using target = await Target.http(redirectTo('/elsewhere'));

    expect(await send(target.url())).toMatchObject({ httpStatus: 302 });
    expect(target.connections).toBe(1);
  });

  it('tries the next address of a name when one takes no connection', async () => {
    await using target = await Target.http(answer('ok'));
    const resolve = resolveTo({ 'two.example': ['127.0.0.2', '127.0.0.1'] });
    const url = target.url('/', 'two.example');
    const twoAddresses = new ProbeNet(parseEgressPolicy('127.0.0.0/8'), { resolve });

    expect(await send(url, {}, undefined, twoAddresses)).toMatchObject({ httpStatus: 200 });
  });

  it('does not wait for a body that does not end', async () => {
    await using target = await Target.tcp((socket) =>
      socket.once('data', () => socket.write('HTTP/1.1 202 Accepted\r\nContent-Length: 99\r\n\r\nwait')),
    );

    expect(await send(target.url(), { bodyPatienceMs: 50 })).toMatchObject({ httpStatus: 202, bodyText: 'wait' });
    await target.allClosed();
  });

  it('ends with its signal, and leaves nothing open', async () => {
    await using target = await Target.tcp((socket) => socket.resume());

    await expect(send(target.url(), {}, AbortSignal.timeout(50))).rejects.toMatchObject({ name: 'TimeoutError' });
    await target.allClosed();
  });

  it.each([
    { name: 'refused by the policy', url: 'http://10.66.0.1/', want: /EGRESS_DENY refuses/ },
    { name: 'no web address', url: 'ftp://a.example/', want: /neither http nor https/ },
    { name: 'a name that resolves to what is refused', url: 'http://169.254.169.254/', want: /cloud metadata/ },
  ])('fails with a sentence: $name', async ({ url, want }) => {
    await expect(send(url)).rejects.toMatchObject({
      code: 'PROBE_FAILED',
      message: expect.stringMatching(want) as unknown,
    });
  });

  it.each([
    { name: 'nothing', bytes: '', want: /without an answer/ },
    { name: 'no HTTP', bytes: 'SSH-2.0-OpenSSH_9.9\r\n', want: /not HTTP/ },
    { name: 'half a status line', bytes: 'HTTP/1.1 2', want: /within the response headers/ },
  ])('fails with a sentence when the receiver answers $name', async ({ bytes, want }) => {
    await using target = await Target.tcp(serveRaw({ bytes }));

    await expect(send(target.url())).rejects.toMatchObject({ message: expect.stringMatching(want) as unknown });
  });

  it('verifies TLS', async () => {
    const authority = await makeAuthority();
    const { key, cert } = await makeServerCertificate(['shop.test'], { authority });
    await using target = await Target.https({ key, cert }, answer('ok'));
    const url = target.url('/', 'shop.test');

    expect(await send(url, { trustedCertificates: [authority.pem] })).toMatchObject({ bodyText: 'ok' });
    await expect(send(url)).rejects.toMatchObject({ code: 'PROBE_FAILED', reason: 'tls' });
    await expect(send(target.url('/', 'other.test'), { trustedCertificates: [authority.pem] })).rejects.toMatchObject({
      code: 'PROBE_FAILED',
    });
  });
});
