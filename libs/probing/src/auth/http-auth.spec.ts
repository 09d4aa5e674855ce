import { createHash } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CheckOutcome, ProbeAuth, ProbeSecrets } from '@wakeful/contracts';
import { ProbeNet, type ResolveHost } from '../connection/probe-net.js';
import { parseEgressPolicy } from '../egress/egress-policy.js';
import { Proxy } from '../proxy/proxies.fixture.js';
import { answer, expectSound, probe, redirectTo, resolveTo, Target } from '../targets.fixture.js';

const policy = parseEgressPolicy('127.0.0.0/8');
let net: ProbeNet;
beforeEach(() => {
  net = new ProbeNet(policy, { resolve: resolveTo() });
});
const probeWith = (url: string, secrets: Partial<ProbeSecrets>, timeoutMs = 10_000): Promise<CheckOutcome> =>
  probe(url, { timeoutMs }, { net, secrets });

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const digestAuth = { type: 'digest', username: 'ann', password: 's3cret-word' } as const;

/** Lets in whoever has computed the response to its challenge; tells how often it was asked. */
function digestServer(asked: string[], challenge: string): RequestListener {
  return (request, response) => {
    const { authorization = '', cookie = '' } = request.headers;
    asked.push(`${request.method} ${request.url} ${cookie}`.trim());
    const value = (name: string): string => new RegExp(`\\b${name}="?([^",]+)`).exec(authorization)?.[1] ?? '';
    const secret = md5('ann:shop:s3cret-word');
    const wanted = md5(
      `${secret}:n0nce:${value('nc')}:${value('cnonce')}:auth:${md5(`${request.method}:${request.url}`)}`,
    );
    if (value('response') === wanted) return void response.end('welcome');
    response.writeHead(401, { 'www-authenticate': challenge, 'set-cookie': 'seen=1' }).end('x'.repeat(5_000));
  };
}
const goodChallenge = 'Digest realm="shop", nonce="n0nce", qop="auth", algorithm=MD5';

describe('digest authentication', () => {
  it('answers the challenge once, with the cookies that came with it', async () => {
    const asked: string[] = [];
    await using target = await Target.http(digestServer(asked, goodChallenge));
    const outcome = await probeWith(target.url('/path?q=1'), { auth: digestAuth });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'up', httpStatus: 200 });
    expect(outcome.facts).not.toHaveProperty('hops');
    expect(asked).toEqual(['GET /path?q=1', 'GET /path?q=1 seen=1']);
    await target.allClosed();
  });

  it('takes the second 401 for the answer', async () => {
    const asked: string[] = [];
    await using target = await Target.http(digestServer(asked, goodChallenge));
    const outcome = await probeWith(target.url(), { auth: { ...digestAuth, password: 'wrong-word' } });

    expectSound(outcome);
    expect(outcome).toMatchObject({
      status: 'down',
      reason: 'http_status',
      detail: 'HTTP 401 Unauthorized (expected 2xx)',
    });
    expect(asked).toHaveLength(2);
  });

  it('takes the first 401 for the answer when it asks for something else', async () => {
    const asked: string[] = [];
    await using target = await Target.http(digestServer(asked, 'Basic realm="shop"'));

    expect(await probeWith(target.url(), { auth: digestAuth })).toMatchObject({ reason: 'http_status' });
    expect(asked).toHaveLength(1);
  });

  it('does not go along to another origin', async () => {
    const asked: string[] = [];
    await using other = await Target.http(digestServer(asked, goodChallenge));
    await using target = await Target.http(redirectTo(other.url()));

    expect(await probeWith(target.url(), { auth: digestAuth })).toMatchObject({ httpStatus: 401 });
    expect(asked).toHaveLength(1);
  });
});

interface TokenRequest {
  form: URLSearchParams;
  authorization: string | undefined;
}

async function formOf(request: IncomingMessage): Promise<TokenRequest> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return { form: new URLSearchParams(body), authorization: request.headers.authorization };
}

/** A token server that grants `token-1`, `token-2` … to whoever it is meant for. */
async function tokenServer(
  asked: TokenRequest[],
  grant: (request: TokenRequest) => { status: number; body: unknown } | null,
): Promise<Target> {
  return Target.http((request, response) => {
    void formOf(request).then((one) => {
      asked.push(one);
      const refused = grant(one);
      const body = refused?.body ?? {
        access_token: `token-${asked.length}-secret`,
        token_type: 'Bearer',
        expires_in: 3600,
      };
      response.writeHead(refused?.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
}

const oauth2 = (tokenUrl: string): Extract<ProbeAuth, { type: 'oauth2' }> => ({
  type: 'oauth2',
  tokenUrl,
  clientId: 'wake ful',
  clientSecret: 's3cret/+word',
  scope: 'read write',
  audience: 'https://api.example',
});

/** Lets in whoever brings one of the tokens, and says what was brought. */
const shop =
  (tokens: readonly string[], brought: unknown[]): RequestListener =>
  (request, response) => {
    const { authorization } = request.headers;
    brought.push(authorization);
    const isRight = tokens.some((token) => authorization === `Bearer ${token}`);
    response.writeHead(isRight ? 200 : 401).end(`you sent ${authorization}`);
  };

describe('OAuth 2 by client credentials', () => {
  it('asks for a token once and sends it with every check', async () => {
    const asked: TokenRequest[] = [];
    const brought: unknown[] = [];
    await using tokens = await tokenServer(asked, () => null);
    await using target = await Target.http(shop(['token-1-secret'], brought));
    const auth = oauth2(tokens.url('/token'));
    const outcomes = await Promise.all([1, 2, 3].map(() => probeWith(target.url(), { auth })));
    outcomes.push(await probeWith(target.url(), { auth }));

    for (const outcome of outcomes) {
      expectSound(outcome);
      expect(outcome).toMatchObject({ status: 'up' });
    }
    expect(brought).toEqual(Array.from({ length: 4 }, () => 'Bearer token-1-secret'));
    expect(asked).toHaveLength(1);
    expect(Object.fromEntries(asked[0]?.form ?? [])).toEqual({
      grant_type: 'client_credentials',
      scope: 'read write',
      audience: 'https://api.example',
    });
    const basic = Buffer.from(asked[0]?.authorization?.slice('Basic '.length) ?? '', 'base64').toString();
    expect(basic).toBe('wake+ful:s3cret%2F%2Bword');
  });

  it('sends the credentials in the body to a server that does not take them in the header', async () => {
    const asked: TokenRequest[] = [];
    await using tokens = await tokenServer(asked, ({ form }) =>
      form.has('client_secret') ? null : { status: 401, body: { error: 'invalid_client' } },
    );
    await using target = await Target.http(shop(['token-2-secret'], []));

    expect(await probeWith(target.url(), { auth: oauth2(tokens.url()) })).toMatchObject({ status: 'up' });
    expect(asked[1]?.form.get('client_secret')).toBe('s3cret/+word');
  });

  it('fetches another token when the site no longer takes the one that was kept', async () => {
    const asked: TokenRequest[] = [];
    const accepted = ['token-1-secret'];
    const brought: unknown[] = [];
    await using tokens = await tokenServer(asked, () => null);
    await using target = await Target.http(shop(accepted, brought));
    const auth = oauth2(tokens.url());
    await probeWith(target.url(), { auth });
    accepted.splice(0, 1, 'token-2-secret');
    const outcome = await probeWith(target.url(), { auth });

    expectSound(outcome);
    expect(outcome).toMatchObject({ status: 'up' });
    expect(brought.slice(1)).toEqual(['Bearer token-1-secret', 'Bearer token-2-secret']);
  });

  it('takes a 401 to a fresh token for the answer, and shows the token to no one', async () => {
    const asked: TokenRequest[] = [];
    await using tokens = await tokenServer(asked, () => null);
    await using target = await Target.http((request, response) =>
      response.writeHead(302, { location: `/?echo=${request.headers.authorization?.slice(7)}` }).end(),
    );
    const outcome = await probe(target.url(), { maxRedirects: 1 }, { net, secrets: { auth: oauth2(tokens.url()) } });

    expect(outcome.reason).toBe('too_many_redirects');
    expect(JSON.stringify(outcome)).not.toContain('token-1-secret');
    expect(asked).toHaveLength(1);
  });

  it.each([
    {
      name: 'refuses',
      grant: () => ({ status: 401, body: { error: 'invalid_client', error_description: 's3cret/+word is wrong' } }),
      says: 'it answered 401 (invalid_client)',
    },
    { name: 'fails', grant: () => ({ status: 503, body: 'sorry' }), says: 'it answered 503' },
    { name: 'grants nothing', grant: () => ({ status: 200, body: {} }), says: 'its answer holds no access token' },
    {
      name: 'grants what is no token',
      grant: () => ({ status: 200, body: { access_token: 'a\r\nb' } }),
      says: 'its answer holds no access token',
    },
  ])('gives no verdict when the token server $name', async ({ grant, says }) => {
    const brought: unknown[] = [];
    await using tokens = await tokenServer([], grant);
    await using target = await Target.http(shop([], brought));
    const outcome = await probeWith(target.url(), { auth: oauth2(tokens.url()) });

    expectSound(outcome);
    expect(outcome).toMatchObject({
      status: 'unknown',
      reason: 'checker_fault',
      detail: `No access token from 127.0.0.1:${tokens.port}: ${says}`,
      timings: { totalUs: 0 },
    });
    expect(brought).toEqual([]);
  });

  it('gives no verdict when no one is at the token server, or when it is silent', async () => {
    await using silent = await Target.tcp(() => undefined);
    await using target = await Target.http(answer('ok'));
    expect(await probeWith(target.url(), { auth: oauth2(silent.url()) }, 200)).toMatchObject({
      status: 'unknown',
      detail: `No access token from 127.0.0.1:${silent.port}: no answer within 200 ms, so the site was not asked`,
    });
    const gone = await Target.tcp(() => undefined);
    const url = gone.url();
    await gone[Symbol.asyncDispose]();
    const outcome = await probeWith(target.url(), { auth: oauth2(url) });
    expect(outcome).toMatchObject({ status: 'unknown', reason: 'checker_fault' });
    expect(outcome.detail).toMatch(/^No access token from 127\.0\.0\.1:\d+: .* refused the connection$/);
    expect(target.connections).toBe(0);
  });

  it.each(['http', 'socks'] as const)(
    'is asked through the proxy (%s) of the monitor, as the site is',
    async (kind) => {
      const asked: TokenRequest[] = [];
      await using proxy = await Proxy[kind]();
      await using tokens = await tokenServer(asked, () => null);
      await using target = await Target.http(shop(['token-1-secret'], []));
      const resolve = (): Promise<never> => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }));
      const auth = oauth2(tokens.url('/token', 'tokens.example'));
      const secrets = { auth, proxyUrl: proxy.url() };
      const outcome = await probe(
        target.url('/', 'shop.example'),
        {},
        { net: new ProbeNet(policy, { resolve }), secrets },
      );

      expectSound(outcome);
      expect(outcome).toMatchObject({ status: 'up' });
      expect(proxy.asked.map((one) => one.replace(/^\w+ (http:\/\/)?/, '').replace(/\/.*/, ''))).toEqual([
        `tokens.example:${tokens.port}`,
        `shop.example:${target.port}`,
      ]);
      expect(asked).toHaveLength(1);
    },
  );

  it('is another one for a monitor that goes another way', async () => {
    const asked: TokenRequest[] = [];
    await using proxy = await Proxy.http();
    await using tokens = await tokenServer(asked, () => null);
    await using target = await Target.http(answer('ok'));
    const auth = oauth2(tokens.url());
    for (const proxyUrl of [null, proxy.url(), null, proxy.url()]) await probeWith(target.url(), { auth, proxyUrl });

    expect(asked).toHaveLength(2);
  });

  it('has its server looked up by the family and at the name servers of the monitor', async () => {
    const lookedUp: unknown[] = [];
    const resolve: ResolveHost = (hostname, family, request) => {
      lookedUp.push([hostname, family, request?.resolvers]);
      return Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    };
    await using tokens = await tokenServer([], () => null);
    await using target = await Target.http(answer('ok'));
    const resolvers = ['127.0.0.1:5353'];
    const secrets = { auth: oauth2(tokens.url('/', 'tokens.example')) };
    const own = new ProbeNet(policy, { resolve });
    await probe(target.url('/', 'shop.example'), { ipFamily: 'ipv4', resolvers }, { net: own, secrets });

    expect(lookedUp).toEqual(['tokens.example', 'shop.example'].map((name) => [name, 4, resolvers]));
  });

  it.each(['http', 'socks'] as const)(
    'blames the proxy (%s) that does not let the checker through to it',
    async (kind) => {
      const brought: unknown[] = [];
      await using proxy = await Proxy[kind]({ credentials: 'ann:right' });
      await using tokens = await tokenServer([], () => null);
      await using target = await Target.http(shop([], brought));
      const outcome = await probeWith(target.url(), { auth: oauth2(tokens.url()), proxyUrl: proxy.url('ann:wrong') });

      expectSound(outcome);
      expect(outcome).toMatchObject({ status: 'unknown', reason: 'checker_fault' });
      expect(outcome.detail).toContain(
        `No access token from 127.0.0.1:${tokens.port}: The proxy ${proxy.label} wants other credentials`,
      );
      expect(brought).toEqual([]);
    },
  );

  it('does not go where the egress policy does not let it', async () => {
    await using target = await Target.http(answer('ok'));

    const outcome = await probeWith(target.url(), { auth: oauth2('http://169.254.169.254/token') });
    expect(outcome).toMatchObject({ status: 'unknown', reason: 'checker_fault' });
    expect(outcome.detail).toContain('Blocked by the egress policy');
  });
});
