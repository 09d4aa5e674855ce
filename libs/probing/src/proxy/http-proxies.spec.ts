import { beforeAll, describe, expect, it } from '@jest/globals';
import type { CheckOutcome } from '@wakeful/contracts';
import { serveRaw } from '@wakeful/testing';
import { answer, expectSound, probe, type ProbeOptions, Target } from '../targets.fixture.js';
import {
  type Authority,
  makeAuthority,
  makeServerCertificate,
  type ServerCertificate,
} from '../tls/certificates.fixture.js';
import { Proxy } from './proxies.fixture.js';

let authority: Authority;
let good: ServerCertificate;
beforeAll(async () => {
  authority = await makeAuthority();
  good = await makeServerCertificate(['shop.example', '127.0.0.1'], { authority });
});

/** The name is unknown here: who finds it anyway has left it to the proxy. */
const unknownHere = (): Promise<never> => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }));
const probeBy = (
  proxyUrl: string,
  url: string,
  options: ProbeOptions & { timeoutMs?: number } = {},
): Promise<CheckOutcome> => {
  const { timeoutMs = 10_000, ...others } = options;
  return probe(url, { timeoutMs }, { resolve: unknownHere, trusted: authority.pem, secrets: { proxyUrl }, ...others });
};
const servers = {
  http: (listener = answer('ok')) => Target.http(listener),
  https: (listener = answer('ok')) => Target.https(good, listener),
};
const proxies = {
  http: (credentials?: string) => Proxy.http({ ...(credentials !== undefined && { credentials }) }),
  https: (credentials?: string) => Proxy.http({ certificate: good, ...(credentials !== undefined && { credentials }) }),
  socks5: (credentials?: string) => Proxy.socks({ ...(credentials !== undefined && { credentials }) }),
};
const pairs = (['http', 'https', 'socks5'] as const).flatMap((proxy) =>
  (['http', 'https'] as const).map((site) => ({ proxy, site })),
);

describe('httpProbe through a proxy', () => {
  it.each(pairs)('of $proxy reaches a site of $site by its name', async ({ proxy: kind, site }) => {
    await using target = await servers[site]();
    await using proxy = await proxies[kind]();
    const outcome = await probeBy(proxy.url(), target.url('/path', 'shop.example'));

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'up', httpStatus: 200 });
    expect(outcome.facts).not.toHaveProperty('address');
    expect(outcome.timings.connectUs).toBeGreaterThan(0);
    const isForwarded = site === 'http' && kind !== 'socks5';
    const url = target.url('/path', 'shop.example');
    expect(proxy.asked).toEqual([isForwarded ? `GET ${url}` : `CONNECT ${new URL(url).host}`]);
    await target.allClosed();
  });

  it.each(pairs)(
    'of $proxy shows its credentials, and the site of $site does not see them',
    async ({ proxy: kind, site }) => {
      let seen: unknown;
      await using target = await servers[site](({ headers }, response) => {
        seen = headers['proxy-authorization'];
        response.end();
      });
      await using proxy = await proxies[kind]('ann:s3cr:t');
      const url = target.url('/', 'shop.example');

      expect(await probeBy(proxy.url('ann:s3cr%3At'), url)).toMatchObject({ status: 'up' });
      expect(seen).toBeUndefined();
      for (const wrong of ['ann:wrong', undefined]) {
        const outcome = await probeBy(proxy.url(wrong), url);
        expectSound(outcome);
        expect(outcome).toMatchObject({ status: 'unknown', reason: 'checker_fault' });
        expect(outcome.detail).toContain(`The proxy ${proxy.label} wants other credentials than this monitor has`);
      }
    },
  );

  it.each([
    {
      kind: 'http',
      refusal: 502,
      status: 'down',
      reason: 'network',
      says: 'could not reach shop.example:443: it answered 502 Bad Gateway',
    },
    {
      kind: 'http',
      refusal: 504,
      status: 'down',
      reason: 'network',
      says: 'could not reach shop.example:443: it answered 504 Gateway Timeout',
    },
    {
      kind: 'http',
      refusal: 401,
      status: 'unknown',
      reason: 'checker_fault',
      says: 'wants other credentials than this monitor has (401 Unauthorized)',
    },
    {
      kind: 'http',
      refusal: 403,
      status: 'unknown',
      reason: 'checker_fault',
      says: 'does not let this monitor through to shop.example:443: it answered 403 Forbidden',
    },
    {
      kind: 'socks',
      refusal: 1,
      status: 'down',
      reason: 'network',
      says: 'could not connect to shop.example:443: it failed',
    },
    {
      kind: 'socks',
      refusal: 2,
      status: 'unknown',
      reason: 'checker_fault',
      says: 'could not connect to shop.example:443: its rules do not allow it',
    },
    {
      kind: 'socks',
      refusal: 4,
      status: 'down',
      reason: 'network',
      says: 'could not connect to shop.example:443: the host cannot be reached',
    },
    {
      kind: 'socks',
      refusal: 5,
      status: 'down',
      reason: 'refused',
      says: 'could not connect to shop.example:443: the connection was refused',
    },
    {
      kind: 'socks',
      refusal: 6,
      status: 'down',
      reason: 'network',
      says: 'could not connect to shop.example:443: it did not answer in time',
    },
  ] as const)('of $kind that answers $refusal is $status', async ({ kind, refusal, status, reason, says }) => {
    await using proxy = await Proxy[kind]({ refusal });
    const outcome = await probeBy(proxy.url(), 'https://shop.example/');

    expectSound(outcome);
    expect(outcome).toMatchObject({ status, reason, detail: `The proxy ${proxy.label} ${says}` });
  });

  it.each([
    {
      name: 'refuses the credentials',
      wire: '401 Unauthorized\r\nServer: tinyproxy/1.11.1\r\nWWW-Authenticate: Basic realm="Tinyproxy"',
      want: { status: 'unknown', reason: 'checker_fault' },
      says: 'wants other credentials than this monitor has (401 Unauthorized)',
    },
    {
      name: 'does not reach the site',
      wire: '500 Unable to connect\r\nServer: tinyproxy/1.11.1',
      want: { status: 'down', reason: 'network' },
      says: 'could not reach http://shop.example: it answered 500 Internal Server Error',
    },
    {
      name: 'hands on the 401 of a site that is a tinyproxy, too',
      wire: '401 Unauthorized\r\nVia: 1.1 office (tinyproxy/1.11.1)\r\nServer: tinyproxy/1.11.1',
      want: { status: 'down', reason: 'http_status' },
      says: null,
    },
  ])('of http that speaks as if it were the site: it $name', async ({ wire, want, says }) => {
    // As tinyproxy 1.11.1 answers.
    await using proxy = await Target.tcp(serveRaw({ bytes: `HTTP/1.0 ${wire}\r\nConnection: close\r\n\r\n` }));
    const outcome = await probeBy(proxy.url(), 'http://shop.example/');

    expectSound(outcome);
    expect(outcome).toMatchObject(want);
    const detail = says === null ? 'HTTP 401 Unauthorized (expected 2xx)' : `The proxy 127.0.0.1:${proxy.port} ${says}`;
    expect(outcome.detail).toBe(detail);
  });

  it('that no one runs is no fault of the site', async () => {
    const proxy = await Proxy.http();
    const { label } = proxy;
    const url = proxy.url();
    await proxy[Symbol.asyncDispose]();
    const outcome = await probeBy(url, 'https://shop.example/');

    expectSound(outcome);
    expect(outcome).toMatchObject({
      status: 'unknown',
      reason: 'checker_fault',
      detail: `The proxy ${label} cannot be used: ${label} refused the connection`,
    });
  });

  it('whose name does not exist is no fault of the site', async () => {
    expect(await probeBy('http://proxy.example:3128', 'https://shop.example/')).toMatchObject({
      status: 'unknown',
      reason: 'checker_fault',
      detail: 'The proxy proxy.example:3128 cannot be used: proxy.example does not exist (NXDOMAIN)',
    });
  });

  it.each(['http', 'socks'] as const)('of %s that never answers leaves it open who is at fault', async (kind) => {
    await using proxy = await Proxy[kind]({ isSilent: true });
    const outcome = await probeBy(proxy.url(), 'https://shop.example/', { timeoutMs: 200 });

    expectSound(outcome);
    expect(outcome).toMatchObject({
      status: 'down',
      reason: 'timeout',
      detail: `The proxy ${proxy.label} did not connect to shop.example:443 within 200 ms`,
    });
  });

  it('of https with a bad certificate is not spoken to', async () => {
    await using proxy = await Proxy.http({ certificate: await makeServerCertificate(['127.0.0.1']) });
    const outcome = await probeBy(proxy.url(), 'https://shop.example/');

    expect(outcome).toMatchObject({
      status: 'unknown',
      detail: `The proxy ${proxy.label} cannot be used: TLS: the certificate is self-signed`,
    });
    expect(proxy.asked).toEqual([]);
  });

  it.each(['http', 'socks'] as const)('of the wrong kind (%s) is reported', async (kind) => {
    await using proxy = await Proxy[kind === 'http' ? 'socks' : 'http']();
    const url = proxy.url().replace(/^\w+/, kind === 'http' ? 'http' : 'socks5');
    const outcome = await probeBy(url, 'https://shop.example/', { timeoutMs: 1_000 });

    expectSound(outcome);
    expect(outcome.detail).toContain(`The proxy ${proxy.label} `);
  });

  it.each(['http://10.66.0.1/', 'https://169.254.169.254/', 'http://[::ffff:10.66.0.1]/'])(
    'is never asked for %s, which the egress policy refuses',
    async (url) => {
      await using proxy = await Proxy.http();

      expect(await probeBy(proxy.url(), url)).toMatchObject({ status: 'unknown', reason: 'blocked' });
      expect(proxy.asked).toEqual([]);
    },
  );

  it('at an address that the egress policy refuses is not used', async () => {
    expect(await probeBy('http://10.66.0.1:3128', 'https://shop.example/')).toMatchObject({
      status: 'unknown',
      reason: 'blocked',
    });
  });

  it('is used for every hop, and a cross-origin one too', async () => {
    await using last = await Target.https(good);
    await using first = await Target.http((_, response) =>
      response.writeHead(302, { location: last.url('/', 'shop.example') }).end(),
    );
    await using proxy = await Proxy.socks();

    expect(await probeBy(proxy.url(), first.url('/', 'www.example'))).toMatchObject({ status: 'up' });
    expect(proxy.asked).toEqual([`CONNECT www.example:${first.port}`, `CONNECT shop.example:${last.port}`]);
  });
});
