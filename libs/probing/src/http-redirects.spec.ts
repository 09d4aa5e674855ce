import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { expectSound, probe, redirectTo, resolveTo, Target } from './targets.fixture.js';

interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

/** Redirects `/from` and shows what then arrives anywhere else. */
async function redirecting(status: number, location: (self: Target) => string): Promise<[Target, Seen[]]> {
  const seen: Seen[] = [];
  const target: Target = await Target.http((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      if (request.url === '/from') return response.writeHead(status, { location: location(target) }).end('moved');
      seen.push({ method: request.method, url: request.url, headers: request.headers, body });
      return response.end('ok');
    });
  });
  return [target, seen];
}

describe('httpProbe follows redirects', () => {
  it.each([
    { status: 301, method: 'GET', want: 'GET' },
    { status: 302, method: 'GET', want: 'GET' },
    { status: 301, method: 'POST', want: 'GET' },
    { status: 302, method: 'POST', want: 'GET' },
    { status: 302, method: 'PUT', want: 'PUT' },
    { status: 303, method: 'POST', want: 'GET' },
    { status: 303, method: 'DELETE', want: 'GET' },
    { status: 303, method: 'HEAD', want: 'HEAD' },
    { status: 307, method: 'POST', want: 'POST' },
    { status: 308, method: 'PUT', want: 'PUT' },
  ] as const)('$status makes $method a $want', async ({ status, method, want }) => {
    const [target, seen] = await redirecting(status, () => '/to');
    await using _ = target;
    const secrets = { body: 'tea', headers: { 'content-type': 'text/plain', cookie: 'id=1' } };
    const outcome = await probe(target.url('/from'), { method }, { secrets });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'up', httpStatus: 200 });
    expect(seen).toMatchObject([{ method: want, url: '/to', body: want === method ? 'tea' : '' }]);
    expect(seen[0]?.headers).toMatchObject({ cookie: 'id=1' });
    expect('content-type' in (seen[0]?.headers ?? {})).toBe(want === method);
    await target.allClosed();
  });

  it.each([
    { name: 'absolute', location: (self: Target) => self.url('/to?a=b#c'), want: '/to?a=b' },
    { name: 'relative to the path', location: () => 'to', want: '/to' },
    { name: 'query only', location: () => '?q', want: '/from?q' },
    { name: 'without scheme', location: (self: Target) => `//127.0.0.1:${self.port}/to`, want: '/to' },
    { name: 'UTF-8', location: () => Buffer.from('/grüß').toString('latin1'), want: '/gr%C3%BC%C3%9F' },
  ])('to a location that is $name', async ({ location, want }) => {
    const [target, seen] = await redirecting(302, location);
    await using _ = target;
    const outcome = await probe(target.url('/from'));

    expectSound(outcome);
    expect(seen).toMatchObject([{ url: want }]);
    expect(outcome.facts.finalUrl).toBe(target.url(want));
  });

  it('tells each hop, and each phase is the sum of all', async () => {
    const [target] = await redirecting(301, () => '/to');
    await using _ = target;
    const { facts, timings } = await probe(target.url('/from', 'a.example'));

    expect(facts.hops).toEqual([
      {
        url: target.url('/from', 'a.example'),
        httpStatus: 301,
        address: '127.0.0.1',
        durationUs: expect.any(Number) as unknown as number,
      },
      {
        url: target.url('/to', 'a.example'),
        httpStatus: 200,
        address: '127.0.0.1',
        durationUs: expect.any(Number) as unknown as number,
      },
    ]);
    expect(facts.hops?.reduce((sum, { durationUs }) => sum + durationUs, 0)).toBe(timings.totalUs);
    expect(timings.dnsUs).toBeGreaterThanOrEqual(2);
  });

  it('does not wait for the body of a redirect', async () => {
    await using target = await Target.http((request, response) => {
      if (request.url === '/') response.writeHead(302, { location: '/to' }).write('never ends');
      else response.end('ok');
    });

    expect(await probe(target.url())).toMatchObject({ status: 'up', facts: { bodyBytes: 2 } });
    await target.allClosed();
  });
});

describe('httpProbe keeps secrets from other origins', () => {
  const secrets = {
    auth: { type: 'bearer', token: 'token-1234' } as const,
    headers: { cookie: 'id=1', 'x-api-key': 'key-1234', 'accept-language': 'de', 'user-agent': 'mine' },
  };

  it.each([
    { name: 'the same origin', location: () => '/to', keeps: true },
    { name: 'another host', location: (self: Target) => self.url('/to', 'b.example'), keeps: false },
    {
      name: 'credentials in the location',
      location: (self: Target) => self.url('/to', 'a.example').replace('//', '//me:pass@'),
      keeps: true,
    },
  ])('$name', async ({ location, keeps }) => {
    const [target, seen] = await redirecting(307, location);
    await using _ = target;
    const outcome = await probe(target.url('/from', 'a.example'), {}, { secrets });

    expectSound(outcome);
    expect(outcome.status).toBe('up');
    const names = Object.keys(seen[0]?.headers ?? {});
    for (const name of ['authorization', 'cookie', 'x-api-key']) expect(names.includes(name)).toBe(keeps);
    expect(seen[0]?.headers).toMatchObject({ 'accept-language': 'de', 'user-agent': 'mine' });
    expect(JSON.stringify(outcome)).not.toContain('pass');
  });

  it('also when the chain comes back', async () => {
    const seen: IncomingMessage['headers'][] = [];
    await using target: Target = await Target.http((request, response) => {
      seen.push(request.headers);
      const next = [target.url('/1', 'b.example'), target.url('/2', 'a.example')][seen.length - 1];
      if (next) response.writeHead(302, { location: next });
      response.end();
    });
    await probe(target.url('/', 'a.example'), {}, { secrets });

    expect(seen.map(({ authorization }) => authorization)).toEqual(['Bearer token-1234', undefined, undefined]);
  });
});

describe('httpProbe does not follow', () => {
  it.each([
    { maxRedirects: 0, detail: /^More than 0 redirects: http:\/\/127.* redirects once more$/, hops: 1 },
    { maxRedirects: 1, detail: /^More than 1 redirect: /, hops: 2 },
    { maxRedirects: 10, detail: /^More than 10 redirects: /, hops: 11 },
  ])('a loop for more than $maxRedirects redirects', async ({ maxRedirects, detail, hops }) => {
    await using target = await Target.http(redirectTo('/'));
    const outcome = await probe(target.url(), { maxRedirects });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'down', reason: 'too_many_redirects', httpStatus: 302 });
    expect(outcome.detail).toMatch(detail);
    expect(outcome.facts.hops).toHaveLength(hops);
    await target.allClosed();
  });

  it.each([
    { location: 'ftp://a.example/', reason: 'network', status: 'down', detail: /^Redirected to a ftp: address/ },
    { location: 'javascript:alert(1)', reason: 'network', status: 'down', detail: /^Redirected to a javascript:/ },
    { location: 'http://[::bad/', reason: 'network', status: 'down', detail: /not a URL$/ },
    {
      location: 'http://10.66.0.1/',
      reason: 'blocked',
      status: 'unknown',
      detail: /^Blocked by the egress policy: 10/,
    },
    { location: 'http://169.254.169.254/latest', reason: 'blocked', status: 'unknown', detail: /cloud metadata/ },
    {
      location: 'http://meta.example/',
      reason: 'blocked',
      status: 'unknown',
      detail: /^Blocked.*meta.example resolves/,
    },
  ])('to $location', async ({ location, reason, status, detail }) => {
    await using target = await Target.http(redirectTo(location));
    const resolve = resolveTo({ 'meta.example': ['169.254.169.254'] });
    const outcome = await probe(target.url(), {}, { resolve });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status, reason });
    expect(outcome.detail).toMatch(detail);
    await target.allClosed();
  });

  it.each([
    { name: 'when it shall not', location: '/to', followRedirects: false, expectedStatus: ['3xx'], want: 'up' },
    { name: 'nor take it for good', location: '/to', followRedirects: false, expectedStatus: ['2xx'], want: 'down' },
    { name: 'without a location', location: '', followRedirects: true, expectedStatus: ['302'], want: 'up' },
  ])('$name', async ({ location, followRedirects, expectedStatus, want }) => {
    await using target = await Target.http((_request, response) => {
      response.writeHead(302, location ? { location } : {}).end();
    });
    const outcome = await probe(target.url(), { followRedirects, expectedStatus });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: want, httpStatus: 302 });
    expect(outcome.facts.hops).toBeUndefined();
  });
});
