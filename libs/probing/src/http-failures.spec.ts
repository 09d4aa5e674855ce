import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { answer, expectSound, probe, Target } from './targets.fixture.js';

const ignore = (): void => undefined;
const afterRequest =
  (reply: string | Buffer | null) =>
  (socket: Socket): void => {
    socket.once('data', () => (reply === null ? socket.destroy() : socket.end(reply)));
  };

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const dnsError = (code: string) => (): Promise<never> =>
  Promise.reject(Object.assign(new Error(`getaddrinfo ${code} shop.example`), { code }));

describe('httpProbe fails for a reason', () => {
  it.each([
    { code: 'ENOTFOUND', status: 'down', reason: 'dns', detail: 'shop.example does not exist (NXDOMAIN)' },
    {
      code: 'EAI_AGAIN',
      status: 'down',
      reason: 'dns',
      detail: 'shop.example could not be looked up: the name server failed or did not answer',
    },
    {
      code: 'EAI_FAIL',
      status: 'down',
      reason: 'dns',
      detail: 'shop.example could not be looked up: the name server failed',
    },
    {
      code: 'EMFILE',
      status: 'unknown',
      reason: 'checker_fault',
      detail: 'The checker itself failed, not the site (EMFILE)',
    },
  ])('look-up: $code', async ({ code, ...want }) => {
    const outcome = await probe('http://shop.example/', {}, { resolve: dnsError(code) });

    expectSound(outcome);
    expect(outcome).toMatchObject({ ...want, httpStatus: null, timings: { connectUs: 0 } });
  });

  it('refused: no one listens', async () => {
    const port = await freePort();
    const outcome = await probe(`http://127.0.0.1:${port}/`);

    expectSound(outcome);
    const detail = `127.0.0.1:${port} refused the connection`;
    expect(outcome).toMatchObject({ status: 'down', reason: 'refused', detail, facts: { address: '127.0.0.1' } });
    expect(outcome.timings).toMatchObject({ dnsUs: 0, ttfbUs: 0 });
    expect(outcome.timings.connectUs).toBeGreaterThan(0);
  });

  it.each([
    {
      name: 'closed without an answer',
      reply: null,
      reason: 'reset',
      detail: /closed the connection without an answer$/,
    },
    {
      name: 'half a head',
      reply: 'HTTP/1.1 200 OK\r\nconte',
      reason: 'reset',
      detail: /within the response headers$/,
      httpStatus: 200,
    },
    { name: 'half a status line', reply: 'HTTP/1.1 20', reason: 'reset', detail: /within the response headers$/ },
    {
      name: 'not HTTP',
      reply: 'SSH-2.0-OpenSSH_9.9\r\n',
      reason: 'network',
      detail: /not HTTP: it begins with "SSH-2.0-"$/,
    },
    {
      name: 'TLS where the address says http',
      reply: Buffer.from([0x15, 3, 3, 0, 2, 2, 10]),
      reason: 'network',
      detail: /not HTTP: the server speaks TLS on this port$/,
    },
    {
      name: 'HTTP/2 only',
      reply: Buffer.from([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100]),
      reason: 'network',
      detail: /speaks HTTP\/2 only/,
    },
    {
      name: 'huge headers',
      reply: `HTTP/1.1 200 OK\r\na: ${'x'.repeat(300_000)}\r\n\r\n`,
      reason: 'network',
      detail: /headers are larger than 256 KiB$/,
    },
    {
      name: 'half a body',
      reply: 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello',
      reason: 'reset',
      detail: /before the whole body had come \(5 bytes\)$/,
      httpStatus: 200,
    },
    {
      name: 'half a chunked body',
      reply: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n',
      reason: 'reset',
      detail: /before the whole body had come \(5 bytes\)$/,
      httpStatus: 200,
    },
    {
      name: 'bad chunks',
      reply: 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n',
      reason: 'network',
      detail: /^The body is badly chunked: the size of a chunk/,
      httpStatus: 200,
    },
  ])('$name', async ({ reply, reason, detail, httpStatus = null }) => {
    await using target = await Target.tcp(afterRequest(reply));
    const outcome = await probe(target.url());

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'down', reason, httpStatus });
    expect(outcome.detail).toMatch(detail);
    await target.allClosed();
  });

  it('reset: the server resets the connection', async () => {
    await using target = await Target.tcp((socket) => socket.once('data', () => socket.resetAndDestroy()));

    expect(await probe(target.url())).toMatchObject({ status: 'down', reason: 'reset' });
  });

  it('takes an error that no network raises for a fault of the checker', async () => {
    const outcome = await probe('http://shop.example/', {}, { resolve: () => Promise.reject(new TypeError('a bug')) });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'unknown', reason: 'checker_fault' });
  });
});

describe('httpProbe ends at its deadline', () => {
  it('while looking up', async () => {
    const resolve = (): Promise<never> => new Promise(ignore);
    const outcome = await probe('http://shop.example/', { timeoutMs: 30 }, { resolve });

    expectSound(outcome);
    expect(outcome).toMatchObject({
      status: 'down',
      reason: 'timeout',
      detail: 'No answer within 30 ms: timed out while looking up shop.example',
      facts: { timeoutPhase: 'dns' },
    });
    expect(outcome.timings.dnsUs).toBeGreaterThanOrEqual(29_000);
  });

  it.each([
    {
      name: 'a half-open connection that never answers',
      serve: ignore,
      phase: 'ttfb',
      detail: /^No answer within 250 ms: timed out while waiting for the response headers from 127\.0\.0\.1$/,
    },
    {
      name: 'slow headers',
      serve: (socket: Socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const timer = setInterval(() => socket.write('a: b\r\n'), 10);
        socket.on('close', () => clearInterval(timer));
      },
      phase: 'ttfb',
      detail: /response headers/,
    },
    {
      name: 'a slow body',
      serve: (socket: Socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
        const timer = setInterval(() => socket.write('a'), 10);
        socket.on('close', () => clearInterval(timer));
      },
      phase: 'transfer',
      detail: /while reading the body from 127\.0\.0\.1, of which \d+ bytes had come$/,
    },
    {
      name: 'a stalled TLS handshake',
      scheme: 'https' as const,
      serve: ignore,
      phase: 'tls',
      detail: /waiting for the TLS handshake with 127\.0\.0\.1:\d+$/,
    },
  ])('$name', async ({ serve, scheme = 'http' as const, phase, detail }) => {
    await using target = await Target.tcp((socket) => {
      // Read, or the server would not see the probe leave.
      socket.on('data', ignore);
      serve(socket);
    }, scheme);
    const outcome = await probe(target.url(), { timeoutMs: 250 });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'down', reason: 'timeout', facts: { timeoutPhase: phase } });
    expect(outcome.detail).toMatch(detail);
    expect(outcome.timings.totalUs).toBeGreaterThanOrEqual(249_000);
    await target.allClosed();
  });

  it('over all hops together', async () => {
    await using target = await Target.http((_request, response) => {
      setTimeout(() => response.writeHead(302, { location: '/again' }).end(), 25);
    });
    const outcome = await probe(target.url(), { timeoutMs: 400, maxRedirects: 50 });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'down', reason: 'timeout' });
    expect(outcome.facts.hops?.length).toBeGreaterThan(1);
    expect(outcome.timings.totalUs).toBeLessThan(5_000_000);
    await target.allClosed();
  });
});

describe('httpProbe ends when its signal aborts', () => {
  const cancelled = {
    status: 'unknown',
    reason: 'checker_fault',
    detail: 'The check was cancelled before it had finished',
  };

  it('before it began, without connecting', async () => {
    await using target = await Target.http(answer('ok'));
    const outcome = await probe(target.url(), {}, { signal: AbortSignal.abort() });

    expectSound(outcome);
    expect(outcome).toMatchObject(cancelled);
    await target.allClosed();
  });

  it('while it waits, and closes the socket', async () => {
    const stop = new AbortController();
    await using target = await Target.http(() => stop.abort());
    const outcome = await probe(target.url(), {}, { signal: stop.signal });

    expectSound(outcome);
    expect(outcome).toMatchObject(cancelled);
    await target.allClosed();
  });

  it('serves thousands of probes with one signal', async () => {
    const stop = new AbortController();
    const warnings: Error[] = [];
    const note = (warning: Error): number => warnings.push(warning);
    process.on('warning', note);
    const resolve = (): Promise<never> => new Promise(ignore);
    const probes = Array.from({ length: 100 }, () => probe('http://a.example/', {}, { resolve, signal: stop.signal }));
    stop.abort();
    const outcomes = await Promise.all(probes);
    await new Promise(setImmediate);
    process.off('warning', note);

    expect(outcomes.every(({ reason }) => reason === 'checker_fault')).toBe(true);
    expect(warnings).toEqual([]);
  });
});
