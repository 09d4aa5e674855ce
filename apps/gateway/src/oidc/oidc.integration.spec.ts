import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { AuditEntry, LoginMethods, Page, Problem, SessionResponse, UserResponse } from '@wakeful/contracts';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';
import { type Account, CLIENT_ID, type IdentityProvider, startIdentityProvider } from './identity-provider.fixture.js';
import { CALLBACK_PATH } from './oidc-provider.js';

const PUBLIC_URL = 'https://wakeful.example';
const START = '/api/v1/session/oidc';
const ann: Account = {
  sub: 'ann',
  email: 'ann@shop.example',
  email_verified: true,
  name: 'Ann',
  roles: ['staff', 'ops'],
};

/** Cookies by host, and every redirect followed by hand: what a browser does on the way there and back. */
class Browser {
  readonly cookies = new Map<string, Map<string, string>>();

  constructor(private readonly gateway: TestGateway) {}

  async get(url: string): Promise<Response> {
    const { origin, pathname, search } = new URL(url);
    const isOurs = origin === PUBLIC_URL;
    const jar = this.cookies.get(origin) ?? new Map<string, string>();
    this.cookies.set(origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const target = isOurs ? `${this.gateway.url}${pathname}${search}` : url;
    const response = await fetch(target, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';', 1);
      const at = pair.indexOf('=');
      if (/max-age=0/i.test(line)) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  /** Follows redirects until there is none, or until it would go to a place. */
  async follow(
    url: string,
    isEnd: (url: string) => boolean = () => false,
  ): Promise<{ url: string; response: Response }> {
    for (let at = url, hops = 0; hops < 10; hops++) {
      if (isEnd(at)) return { url: at, response: new Response() };
      const response = await this.get(at);
      const location = response.headers.get('location');
      if (!location) return { url: at, response };
      at = new URL(location, at).href;
    }
    throw new Error(`too many redirects from ${url}`);
  }

  /** As whom the gateway sees this browser. */
  async who(): Promise<SessionResponse | null> {
    const response = await this.get(`${PUBLIC_URL}/api/v1/session`);
    return response.ok ? ((await response.json()) as SessionResponse) : null;
  }
}

describe('logging in by OIDC', () => {
  let identity: IdentityProvider;
  let gateway: TestGateway;
  beforeAll(async () => {
    // The provider says at length that it is not to be used like this in production.
    for (const level of ['warn', 'info'] as const) jest.spyOn(console, level).mockReturnValue();
    identity = await startIdentityProvider(`${PUBLIC_URL}${CALLBACK_PATH}`);
    gateway = await startTestGateway({
      variables: {
        PUBLIC_URL,
        OIDC_ISSUER: identity.issuer,
        OIDC_CLIENT_ID: CLIENT_ID,
        OIDC_CLIENT_SECRET: identity.clientSecret,
        OIDC_ADMIN_VALUES: 'boss',
        OIDC_EDITOR_VALUES: 'ops,dev',
        OIDC_VIEWER_VALUES: 'staff',
      },
    });
  });
  afterAll(async () => {
    await gateway.stop();
    await identity[Symbol.asyncDispose]();
    jest.restoreAllMocks();
  });

  const isCallback = (url: string): boolean => url.startsWith(`${PUBLIC_URL}${CALLBACK_PATH}`);
  const logIn = async (person: Account | null): Promise<{ browser: Browser; response: Response }> => {
    identity.person = person;
    const browser = new Browser(gateway);
    const { url } = await browser.follow(`${PUBLIC_URL}${START}`, isCallback);
    return { browser, response: await browser.get(url) };
  };
  const refusal = async (response: Response): Promise<[number, string]> => [
    response.status,
    ((await response.json()) as Problem).detail,
  ];

  it('is offered when it is configured, and goes there with PKCE, state and nonce', async () => {
    const methods = await gateway.request<LoginMethods>('GET', '/api/v1/login/methods', undefined, {
      authorization: '',
    });
    expect(methods.body).toEqual({ password: true, oidc: true, passkey: true });
    const response = await new Browser(gateway).get(`${PUBLIC_URL}${START}`);
    expect(response.status).toBe(303);
    const { origin, searchParams } = new URL(response.headers.get('location')!);
    expect(origin).toBe(identity.issuer);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      client_id: CLIENT_ID,
      redirect_uri: `${PUBLIC_URL}${CALLBACK_PATH}`,
      scope: 'openid email profile',
      code_challenge_method: 'S256',
      state: expect.stringMatching(/.{20}/),
      nonce: expect.stringMatching(/.{20}/),
    });
    expect(response.headers.get('set-cookie')).toMatch(/^wakeful_oidc=.*HttpOnly; Secure; SameSite=Lax$/);
  });

  it('makes a user with the highest role that the claim gives, and a session that only HTTPS carries', async () => {
    const { browser, response } = await logIn(ann);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
    const cookies = response.headers.getSetCookie();
    expect(cookies).toContainEqual(expect.stringMatching(/^__Host-wakeful=.*Path=\/; HttpOnly; Secure; SameSite=Lax$/));
    expect(cookies).toContainEqual(expect.stringMatching(/^wakeful_oidc=; Max-Age=0/));
    expect(await browser.who()).toMatchObject({ email: ann.email, name: 'Ann', role: 'editor', method: 'session' });
    const log = await gateway.request<Page<AuditEntry>>('GET', '/api/v1/audit-log?pageSize=2');
    expect(log.body.items.map(({ operation, method }) => [operation, method])).toEqual([
      ['logIn', 'oidc'],
      ['createUser', 'none'],
    ]);
  });

  it('follows the claim at each login, and never takes the last admin away', async () => {
    const promoted = await logIn({ ...ann, roles: 'boss' });
    const me = await promoted.browser.who();
    expect(me?.role).toBe('admin');
    await gateway.dataSource.query(`UPDATE users SET role = 'viewer' WHERE id <> $1`, [me?.id]);
    expect(await (await logIn(ann)).browser.who()).toMatchObject({ id: me?.id, role: 'admin' });
    await gateway.dataSource.query(`UPDATE users SET role = 'admin' WHERE email = 'admin@localhost'`);
    expect(await (await logIn(ann)).browser.who()).toMatchObject({ id: me?.id, role: 'editor' });
  });

  const unverified: { claim: string; claims: Partial<Account> }[] = [
    { claim: 'false', claims: { email_verified: false } },
    { claim: 'missing', claims: {} },
  ];
  it.each(unverified)(
    'makes no user and finds none by an address whose email_verified is $claim',
    async ({ claims }) => {
      const usersOf = async () =>
        await gateway.dataSource.query<{ email: string; oidc_subject: string | null }[]>(
          'SELECT email, oidc_subject FROM users ORDER BY email',
        );
      await gateway.request('POST', '/api/v1/users', { email: 'carl@shop.example', role: 'viewer' });
      const before = await usersOf();
      for (const email of ['carl@shop.example', 'stranger@shop.example']) {
        const { browser, response } = await logIn({ sub: 'mallory', email, roles: ['boss'], ...claims });
        expect(await refusal(response)).toEqual([
          403,
          expect.stringMatching(/does not say that \S+ is verified .* Verify the address there/),
        ]);
        expect(await browser.who()).toBeNull();
      }
      expect(await usersOf()).toEqual(before);
    },
  );

  it('takes a person with the verified email address of a user for that user', async () => {
    const input = { email: 'bob@shop.example', role: 'viewer' };
    const { body: bob } = await gateway.request<UserResponse>('POST', '/api/v1/users', input);
    const { browser } = await logIn({ sub: 'bob', email: 'Bob@shop.example', roles: ['dev'], email_verified: true });
    expect(await browser.who()).toMatchObject({ id: bob.id, role: 'editor' });
    const { response } = await logIn({ sub: 'bob2', email: 'bob@shop.example', roles: ['dev'], email_verified: true });
    expect(await refusal(response)).toEqual([403, expect.stringContaining('another account of the identity provider')]);
  });

  const refused: { name: string; person: Account | null; status: number; sentence: RegExp }[] = [
    {
      name: 'no role',
      person: { ...ann, sub: 'c', email: 'c@x.example', roles: ['guests'] },
      status: 403,
      sentence: /does not assign you a role/,
    },
    {
      name: 'no email address',
      person: { sub: 'd', roles: ['ops'] },
      status: 403,
      sentence: /did not send your email/,
    },
    { name: 'access denied there', person: null, status: 401, sentence: /access was denied/ },
  ];
  it.each(refused)('keeps people out: $name', async ({ person, status, sentence }) => {
    const { browser, response } = await logIn(person);
    expect(await refusal(response)).toEqual([status, expect.stringMatching(sentence)]);
    expect(await browser.who()).toBeNull();
  });

  it('keeps out who is disabled here', async () => {
    const user = (await (await logIn({ ...ann, sub: 'eve', email: 'eve@shop.example' })).browser.who())!;
    await gateway.request('PATCH', `/api/v1/users/${user.id}`, { enabled: false });
    const { response } = await logIn({ ...ann, sub: 'eve', email: 'eve@shop.example' });
    expect(await refusal(response)).toEqual([403, expect.stringContaining('disabled')]);
  });

  it('refuses a way back that another browser began, with another state, or that was used before', async () => {
    identity.person = ann;
    const victim = new Browser(gateway);
    const { url } = await victim.follow(`${PUBLIC_URL}${START}`, isCallback);
    expect((await new Browser(gateway).get(url)).status).toBe(401);

    const attacker = new Browser(gateway);
    await attacker.follow(`${PUBLIC_URL}${START}`, isCallback);
    expect((await attacker.get(url)).status).toBe(401);
    expect(await attacker.who()).toBeNull();

    const before = new Map(victim.cookies.get(PUBLIC_URL));
    expect((await victim.get(url)).status).toBe(303);
    victim.cookies.set(PUBLIC_URL, before);
    expect((await victim.get(url)).status).toBe(401);
  });

  it('refuses the cookie of another instance, and one that is forged', async () => {
    const other = await startTestGateway({
      variables: { PUBLIC_URL, OIDC_ISSUER: identity.issuer, OIDC_CLIENT_ID: CLIENT_ID },
    });
    const elsewhere = new Browser(other);
    await elsewhere.get(`${PUBLIC_URL}${START}`);
    const browser = new Browser(gateway);
    identity.person = ann;
    const { url } = await browser.follow(`${PUBLIC_URL}${START}`, isCallback);
    for (const value of [elsewhere.cookies.get(PUBLIC_URL)!.get('wakeful_oidc')!, 'abc.def', '']) {
      browser.cookies.get(PUBLIC_URL)!.set('wakeful_oidc', value);
      expect((await browser.get(url)).status).toBe(401);
    }
    await other.stop();
  });
});

describe('logging in by OIDC without a provider', () => {
  const unreachable = { PUBLIC_URL, OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_CLIENT_ID: CLIENT_ID };
  const rows: { name: string; variables: Record<string, string>; status: number }[] = [
    { name: 'that is configured', variables: {}, status: 404 },
    { name: 'within reach', variables: unreachable, status: 503 },
  ];
  it.each(rows)('$name is answered with $status', async ({ variables, status }) => {
    const gateway = await startTestGateway({ variables });
    const answer = await gateway.request<Problem>('GET', START, undefined, { authorization: '' });
    expect(answer.status).toBe(status);
    await gateway.stop();
  });
});
