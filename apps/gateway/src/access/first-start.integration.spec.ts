import { afterEach, describe, expect, it } from '@jest/globals';
import type { ApiKeyResponse, Page, Problem, SessionResponse, UserResponse } from '@wakeful/contracts';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';
import { newApiKey } from '../identity/password-hasher.js';
import { basic } from './people.fixture.js';

const USERS = '/api/v1/users';
const ONCE = '/api/v1/login/once';

describe('a first start', () => {
  const started: TestGateway[] = [];
  const start = async (variables: Record<string, string>, sharing?: TestGateway): Promise<TestGateway> => {
    const gateway = await startTestGateway({ variables, ...(sharing && { sharing }) });
    started.unshift(gateway);
    return gateway;
  };
  afterEach(async () => {
    for (const gateway of started.splice(0)) await gateway.stop();
  });

  const loginTokenOf = (gateway: TestGateway): string | undefined =>
    gateway.log.flatMap(({ msg }) => /\/login\/link#(\S+)$/.exec(String(msg))?.[1] ?? [])[0];
  const usersOf = (gateway: TestGateway) => gateway.dataSource.query<{ email: string }[]>('SELECT email FROM users');

  it('makes an admin and says a link that logs in once', async () => {
    const gateway = await start({ BOOTSTRAP_API_KEY: '' });
    const token = loginTokenOf(gateway);
    expect(token).toBeDefined();
    const use = () => gateway.request<SessionResponse & Problem>('POST', ONCE, { token }, { authorization: '' });
    // Scanners of mail and chat open every link, and look at it with HEAD too; one made before looked like this.
    for (const method of ['GET', 'HEAD']) {
      for (const path of ['/login/link', `${ONCE}?token=${token}`]) {
        const opened = await fetch(`${gateway.url}${path}`, { method, redirect: 'manual' });
        expect([path, opened.headers.get('set-cookie')]).toEqual([path, null]);
        expect(opened.headers.get('referrer-policy')).toBe('no-referrer');
        if (path.startsWith(ONCE)) expect(opened.headers.get('location')).toBe(`/login/link#${token}`);
      }
    }
    const answer = await use();
    expect([answer.status, answer.body.email]).toEqual([200, 'admin@localhost']);
    const cookie = answer.headers.get('set-cookie')!.split(';', 1)[0]!;
    const me = await gateway.request<SessionResponse>('GET', '/api/v1/session', undefined, {
      authorization: '',
      cookie,
    });
    expect(me.body).toMatchObject({ kind: 'user', email: 'admin@localhost', role: 'admin' });

    const again = await use();
    expect([again.status, again.body.type, again.headers.get('set-cookie')]).toEqual([
      401,
      'urn:wakeful:problem:login-link-ended',
      null,
    ]);
    const rows = JSON.stringify(await gateway.dataSource.query('SELECT * FROM login_links'));
    expect(rows).not.toContain(token);

    // A first password needs no current one.
    const password = { newPassword: 'correct horse battery staple' };
    const changed = await gateway.request('PUT', '/api/v1/session/password', password, { authorization: '', cookie });
    expect(changed.status).toBe(204);
    const next = await start({ BOOTSTRAP_API_KEY: '' }, gateway);
    expect(loginTokenOf(next)).toBeUndefined();

    // A passkey is a way in too.
    await gateway.dataSource.query('DELETE FROM sessions');
    await gateway.dataSource.query('UPDATE users SET password_hash = NULL');
    await gateway.dataSource.query(
      `INSERT INTO passkeys (id, user_id, name, credential_id, public_key, sign_count, transports)
       SELECT gen_random_uuid(), id, 'Laptop', 'AAAA', '', 0, '{}' FROM users`,
    );
    expect(loginTokenOf(await start({ BOOTSTRAP_API_KEY: '' }, gateway))).toBeUndefined();
    await gateway.dataSource.query('DELETE FROM passkeys');
    expect(loginTokenOf(await start({ BOOTSTRAP_API_KEY: '' }, gateway))).toBeDefined();
  });

  it('of several replicas at once makes one admin and one link', async () => {
    const first = await start({});
    await first.dataSource.query('TRUNCATE users CASCADE');
    const all = await Promise.all([1, 2, 3].map(() => start({ BOOTSTRAP_API_KEY: '' }, first)));
    expect(await usersOf(first)).toEqual([{ email: 'admin@localhost' }]);
    expect(all.map(loginTokenOf).filter(Boolean)).toHaveLength(1);
  });

  it('needs no one at a terminal with ADMIN_EMAIL, ADMIN_PASSWORD and BOOTSTRAP_API_KEY', async () => {
    const admin = { ADMIN_EMAIL: 'ann@shop.example', ADMIN_PASSWORD: 'correct horse battery staple' };
    const gateway = await start(admin);
    expect(loginTokenOf(gateway)).toBeUndefined();
    const authorization = basic(admin.ADMIN_EMAIL, admin.ADMIN_PASSWORD);
    const users = await gateway.request<Page<UserResponse>>('GET', USERS, undefined, { authorization });
    expect(users.body.items).toEqual([expect.objectContaining({ email: admin.ADMIN_EMAIL, role: 'admin' })]);
    expect((await gateway.request('GET', USERS)).status).toBe(200);
    expect(JSON.stringify(gateway.log)).not.toContain(admin.ADMIN_PASSWORD);

    // The variables are for a first start only: what people have changed since stays.
    const later = await start({ ADMIN_EMAIL: 'bob@shop.example', ADMIN_PASSWORD: 'another password' }, gateway);
    expect(await usersOf(later)).toEqual([{ email: admin.ADMIN_EMAIL }]);
  });

  it('with another BOOTSTRAP_API_KEY revokes the one before, and does not bring back one that was revoked', async () => {
    const gateway = await start({});
    const other = newApiKey();
    const next = await start({ BOOTSTRAP_API_KEY: other }, gateway);
    expect((await gateway.request('GET', USERS)).status).toBe(401);
    const authorization = `Bearer ${other}`;
    const keys = await next.request<Page<ApiKeyResponse>>('GET', '/api/v1/api-keys', undefined, { authorization });
    const own = keys.body.items.find(({ revokedAt }) => revokedAt === null);
    await next.request('DELETE', `/api/v1/api-keys/${own?.id}`, undefined, { authorization });
    const last = await start({ BOOTSTRAP_API_KEY: other }, gateway);
    expect((await last.request('GET', USERS, undefined, { authorization })).status).toBe(401);
    expect(last.log.map(({ msg }) => msg)).toContainEqual(expect.stringContaining('BOOTSTRAP_API_KEY was revoked'));
  });
});
