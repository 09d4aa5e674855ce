import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { MAX_RAW_BODY_BYTES, type RawCheck, rawCheck as rawCheckSchema } from '@wakeful/contracts';
import { aProbeSpec } from '@wakeful/testing';
import { ProbeNet } from './connection/probe-net.js';
import { parseEgressPolicy } from './egress/egress-policy.js';
import { rawCheck } from './raw-check.js';
import { answer, redirectTo, resolveTo, Target } from './targets.fixture.js';
import { makeAuthority, makeServerCertificate } from './tls/certificates.fixture.js';

const net = new ProbeNet(parseEgressPolicy('internal,127.0.0.0/8'), {
  resolve: resolveTo({ 'shop.test': ['127.0.0.1', '127.0.0.2'] }),
});
const check = async (url: string, overrides = {}): Promise<RawCheck> => {
  const seen = await rawCheck(aProbeSpec({ url, ...overrides }), null, new AbortController().signal, net);
  return rawCheckSchema.parse(seen);
};

describe('a raw check', () => {
  it('keeps every DNS answer, the headers in their order and the body', async () => {
    const headers = { 'content-type': 'text/html; charset=utf-8', 'x-first': '1' };
    await using target = await Target.http(answer('<h1>Grüße</h1>', { status: 502, headers }));
    const seen = await check(target.url('/', 'shop.test'));
    expect(seen.outcome).toMatchObject({ status: 'down', reason: 'http_status', httpStatus: 502 });
    expect(seen.dnsAnswers).toEqual([
      { address: '127.0.0.1', ipFamily: 4 },
      { address: '127.0.0.2', ipFamily: 4 },
    ]);
    expect(seen.headers.slice(0, 2)).toEqual([
      { name: 'content-type', value: 'text/html; charset=utf-8' },
      { name: 'x-first', value: '1' },
    ]);
    expect(seen).toMatchObject({ bodyText: '<h1>Grüße</h1>', bodyBytes: 16, isBodyTruncated: false });
  });

  it('keeps the beginning of a body, decoded', async () => {
    const body = 'a'.repeat(MAX_RAW_BODY_BYTES + 10);
    await using target = await Target.http(
      answer(gzipSync(body), { headers: { 'content-encoding': 'gzip', 'content-type': 'text/plain' } }),
    );
    const seen = await check(target.url());
    expect(seen.bodyText).toBe('a'.repeat(MAX_RAW_BODY_BYTES));
    expect(seen).toMatchObject({ bodyBytes: body.length, isBodyTruncated: true });
  });

  it('keeps what had come of a body that is too large', async () => {
    await using target = await Target.http(answer('b'.repeat(5_000), { headers: { 'content-type': 'text/plain' } }));
    const assertions = [{ type: 'keyword', keyword: 'a', present: true, ignoreCase: false }];
    const seen = await check(target.url(), { maxBodyBytes: 1_000, assertions });
    expect(seen.outcome.reason).toBe('body_too_large');
    expect(seen.bodyText).toBe('b'.repeat(1_000));
  });

  it('does not show a body that is no text', async () => {
    await using target = await Target.http(answer(Buffer.alloc(64), { headers: { 'content-type': 'image/png' } }));
    expect(await check(target.url())).toMatchObject({ bodyText: null, bodyBytes: 64 });
  });

  it('shows the certificate chain although it is not trusted', async () => {
    const authority = await makeAuthority();
    const { key, cert } = await makeServerCertificate(['shop.test'], { authority });
    await using target = await Target.https({ key, cert: `${cert}\n${authority.pem}` });
    const seen = await check(target.url('/', 'shop.test'));
    expect(seen.outcome.reason).toBe('tls');
    expect(seen.tlsChain.map(({ subject }) => subject)).toEqual(['CN=shop.test', 'CN=Test authority']);
    expect(seen.tlsChain[0]?.issuer).toBe('CN=Test authority');
  });

  it('shows the last hop of a chain of redirects', async () => {
    await using last = await Target.http(answer('there', { headers: { 'x-hop': 'last' } }));
    await using first = await Target.http(redirectTo(last.url('/there')));
    const seen = await check(first.url());
    expect(seen.outcome.facts.hops).toHaveLength(2);
    expect(seen.headers).toContainEqual({ name: 'x-hop', value: 'last' });
    expect(seen.bodyText).toBe('there');
  });
});
