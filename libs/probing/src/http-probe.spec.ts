import { describe, expect, it } from '@jest/globals';
import type { ProbeSecrets, ProbeSpec } from '@wakeful/contracts';
import { answer, expectSound, probe, resolveTo, Target } from './targets.fixture.js';

describe('httpProbe judges the status', () => {
  it.each([
    { status: 200, expectedStatus: ['2xx'], want: 'up' },
    { status: 204, expectedStatus: ['2xx'], want: 'up' },
    { status: 404, expectedStatus: ['404'], want: 'up' },
    { status: 418, expectedStatus: ['400-499'], want: 'up' },
    { status: 304, expectedStatus: ['304'], want: 'up' },
    { status: 300, expectedStatus: ['3xx'], want: 'up' },
    { status: 302, expectedStatus: ['302'], want: 'up' },
    { status: 404, expectedStatus: ['2xx'], want: 'HTTP 404 Not Found (expected 2xx)' },
    { status: 503, expectedStatus: ['2xx', '404'], want: 'HTTP 503 Service Unavailable (expected 2xx, 404)' },
    { status: 299, expectedStatus: ['200-298'], want: 'HTTP 299 (expected 200-298)' },
  ])('$status with $expectedStatus: $want', async ({ status, expectedStatus, want }) => {
    await using target = await Target.http(answer('', { status }));
    const outcome = await probe(target.url(), { expectedStatus });

    expectSound(outcome);
    expect(outcome.httpStatus).toBe(status);
    if (want === 'up') expect(outcome).toMatchObject({ status: 'up', reason: null });
    else expect(outcome).toMatchObject({ status: 'down', reason: 'http_status', detail: want });
  });

  it('takes 101 for an answer when it is expected', async () => {
    await using target = await Target.tcp((socket) =>
      socket.once('data', () => socket.write('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n')),
    );
    const outcome = await probe(target.url(), { expectedStatus: ['101'] });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'up', httpStatus: 101 });
    await target.allClosed();
  });
});

describe('httpProbe tells what it saw', () => {
  it('times the phases that happened and leaves the others at 0', async () => {
    await using target = await Target.http(answer('Hello'));
    const literal = await probe(target.url());
    const named = await probe(target.url('/', 'shop.example'));

    expectSound(literal);
    expectSound(named);
    expect(literal.timings).toMatchObject({ dnsUs: 0, tlsUs: 0 });
    expect(named.timings.tlsUs).toBe(0);
    for (const phase of ['dns', 'connect', 'ttfb', 'transfer'] as const) {
      expect(named.timings[`${phase}Us`]).toBeGreaterThan(0);
    }
    expect(named.facts).toEqual({ address: '127.0.0.1', ipFamily: 4, httpVersion: '1.1', bodyBytes: 5 });
  });

  it('puts waiting for the headers into ttfb and waiting for the body into transfer', async () => {
    await using target = await Target.http((_request, response) => {
      setTimeout(() => {
        response.writeHead(200).write('a');
        // Long enough that a late turn of either event loop does not put the two together.
        setTimeout(() => response.end('b'), 400);
      }, 300);
    });
    const { timings } = await probe(target.url());

    expect(timings.ttfbUs).toBeGreaterThan(250_000);
    expect(timings.transferUs).toBeGreaterThan(50_000);
    expect(timings.connectUs).toBeLessThan(250_000);
  });

  it('makes a new connection for each probe and closes it', async () => {
    await using target = await Target.http(answer('ok', { headers: { connection: 'keep-alive' } }));
    await probe(target.url());
    await probe(target.url());
    await target.allClosed();

    expect(target.connections).toBe(2);
  });

  it('is degraded above the threshold', async () => {
    await using target = await Target.http((_request, response) => void setTimeout(() => response.end(), 30));
    const outcome = await probe(target.url(), { degradedThresholdMs: 10 });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'degraded', reason: null });
    expect(outcome.detail).toMatch(/^Slow: \d+ ms \(threshold 10 ms\)$/);
  });
});

describe('httpProbe sends the request', () => {
  const echo = (): Promise<Target> =>
    Target.http((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => response.end(JSON.stringify({ method: request.method, headers: request.headers, body })));
    });
  const has = (path: string, value: string): ProbeSpec['assertions'] => [
    { type: 'jsonPath', path, operator: 'equals', value },
  ];

  const rows: {
    name: string;
    method?: ProbeSpec['method'];
    secrets?: Partial<ProbeSecrets>;
    path: string;
    value: string;
  }[] = [
    { name: 'user agent', path: '$.headers["user-agent"]', value: 'Wakeful/0.1.0' },
    { name: 'accept', path: '$.headers.accept', value: '*/*' },
    { name: 'connection', path: '$.headers.connection', value: 'close' },
    {
      name: "user's headers over the defaults",
      secrets: { headers: { 'User-Agent': 'curl', Connection: 'keep-alive' } },
      path: '$.headers["user-agent"]',
      value: 'curl',
    },
    {
      name: 'own framing',
      secrets: { headers: { Connection: 'upgrade' } },
      path: '$.headers.connection',
      value: 'close',
    },
    { name: "user's host", secrets: { headers: { Host: 'b.example' } }, path: '$.headers.host', value: 'b.example' },
    {
      name: 'basic credentials',
      secrets: { auth: { type: 'basic', username: 'ada', password: 'pässword' } },
      path: '$.headers.authorization',
      value: `Basic ${Buffer.from('ada:pässword').toString('base64')}`,
    },
    {
      name: 'a bearer token before an own authorization header',
      secrets: { auth: { type: 'bearer', token: 'abcdef' }, headers: { authorization: 'none' } },
      path: '$.headers.authorization',
      value: 'Bearer abcdef',
    },
    { name: 'a body', method: 'POST', secrets: { body: 'grüß' }, path: '$.body', value: 'grüß' },
    {
      name: "a body's length",
      method: 'PUT',
      secrets: { body: 'grüß' },
      path: '$.headers["content-length"]',
      value: '6',
    },
    { name: 'no body', method: 'POST', path: '$.headers["content-length"]', value: '0' },
    { name: 'DELETE', method: 'DELETE', path: '$.method', value: 'DELETE' },
    { name: 'a body with GET', secrets: { body: 'query' }, path: '$.body', value: 'query' },
  ];

  it.each(rows)('$name', async ({ method = 'GET', secrets, path, value }) => {
    await using target = await echo();
    const options = secrets ? { secrets } : {};

    expect(await probe(target.url(), { method, assertions: has(path, value) }, options)).toMatchObject({
      status: 'up',
      detail: '',
    });
  });

  it('names the host and port of the URL', async () => {
    await using target = await echo();
    const url = target.url('/a?b=c', 'shop.example');

    expect(await probe(url, { assertions: has('$.headers.host', `shop.example:${target.port}`) })).toMatchObject({
      status: 'up',
    });
  });

  it('HEAD has no body, however long the answer says it is', async () => {
    await using target = await Target.http(answer('', { headers: { 'content-length': '5000000' } }));
    const outcome = await probe(target.url(), { method: 'HEAD', maxBodyBytes: 10 });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'up', facts: { bodyBytes: 0 } });
  });
});

describe('httpProbe and addresses', () => {
  it.each([
    { name: 'IPv6 literal', host: '::1', url: '::1', ipFamily: 'auto', facts: { address: '::1', ipFamily: 6 } },
    { name: 'IPv6 by name', host: '::1', url: 'two.example', ipFamily: 'ipv6', facts: { address: '::1', ipFamily: 6 } },
    { name: 'IPv4 by name', host: '127.0.0.1', url: 'two.example', ipFamily: 'ipv4', facts: { ipFamily: 4 } },
    { name: 'first of both', host: '::1', url: 'two.example', ipFamily: 'auto', facts: { ipFamily: 6 } },
  ] as const)('$name', async ({ host, url, ipFamily, facts }) => {
    await using target = await Target.http(answer('ok'), host);
    const resolve = resolveTo({ 'two.example': ['::1', '127.0.0.1'] });
    const outcome = await probe(target.url('/', url), { ipFamily }, { resolve });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'up', facts });
  });

  it.each([
    { name: 'no address of the family', url: 'http://four.example/', want: 'four.example has no IPv6 address' },
    { name: 'a literal of the other family', url: 'http://127.0.0.1/', want: '127.0.0.1 is not an IPv6 address' },
  ])('fails as dns with $name', async ({ url, want }) => {
    const outcome = await probe(url, { ipFamily: 'ipv6' });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'down', reason: 'dns' });
    expect(outcome.detail).toContain(want);
  });

  it.each([
    { name: 'a literal', url: 'http://10.66.0.1/', want: '10.66.0.1 is in 10.66.0.0/16, which EGRESS_DENY refuses' },
    { name: 'a mapped literal', url: 'http://[::ffff:10.66.0.1]/', want: 'EGRESS_DENY refuses' },
    { name: 'a number for a host', url: 'http://2852039166/', want: '169.254.169.254 is a cloud metadata address' },
    { name: 'a name', url: 'http://bad.example/', want: 'bad.example resolves to 10.66.0.1 is in 10.66.0.0/16' },
  ])('blocks $name', async ({ url, want }) => {
    const resolve = resolveTo({ 'bad.example': ['10.66.0.1'] });
    const outcome = await probe(url, {}, { resolve });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'unknown', reason: 'blocked', httpStatus: null });
    expect(outcome.detail).toContain(want);
    expect(outcome.timings).toMatchObject({ connectUs: 0 });
  });
});
