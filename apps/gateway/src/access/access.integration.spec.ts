import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiKeyResponse, AuditEntry, MonitorResponse, Page, Problem, SessionResponse } from '@wakeful/contracts';
import { waitFor } from '@wakeful/testing';
import { GatewayContext } from '../context/context.js';
import { type Answer, startTestGateway, type TestGateway } from '../gateway.fixture.js';
import { newApiKey, newToken } from '../identity/password-hasher.js';
import { keepHouse } from './housekeeping.js';
import { aKey, aPerson, aSession, basic, PASSWORD, type Person } from './people.fixture.js';

const MONITORS = '/api/v1/monitors';
const SESSION = '/api/v1/session';

describe('who may come in', () => {
  let gateway: TestGateway;
  let viewer: Person;
  let editor: Person;
  beforeAll(async () => {
    gateway = await startTestGateway();
    [viewer, editor] = [await aPerson(gateway, 'viewer'), await aPerson(gateway, 'editor')];
  });
  afterAll(() => gateway.stop());

  const as = (authorization: string, method: string, path: string, body?: unknown) =>
    gateway.request<Problem>(method, path, body, { authorization });
  const withCookie = (cookie: string, method: string, path: string, headers: Record<string, string> = {}) =>
    gateway.request<SessionResponse>(method, path, undefined, { authorization: '', cookie, ...headers });

  function expectRefusal(answer: Answer<Problem>, status: number, sentence: RegExp): void {
    expect([answer.status, answer.body.status]).toEqual([status, status]);
    expect(answer.body.detail).toMatch(sentence);
  }

  describe('a request without anything', () => {
    it('is asked who sent it', async () => {
      expectRefusal(await as('', 'GET', MONITORS), 401, /API key.*HTTP Basic.*logging in/);
      // As curl does it: fetch says of itself that it is a page's.
      const { promise, resolve } = Promise.withResolvers<IncomingMessage>();
      get(`${gateway.url}${MONITORS}`, resolve);
      const answer = await promise;
      answer.resume();
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="Wakeful", Basic realm="Wakeful", charset="UTF-8"');
    });

    it('of a page is not answered with the dialogue of the browser', async () => {
      const headers = { authorization: '', 'sec-fetch-mode': 'cors' };
      const answer = await gateway.request('GET', MONITORS, undefined, headers);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="Wakeful"');
    });

    it('reaches health, and neither metrics nor anything else', async () => {
      expect((await as('', 'GET', '/health/live')).status).toBe(200);
      expect((await as('', 'GET', '/health/ready')).status).toBe(200);
      expect((await as('', 'GET', '/metrics')).status).toBe(401);
      expect((await as(viewer.authorization, 'GET', '/metrics')).status).toBe(200);
    });
  });

  it('metrics are for everybody if the configuration says so', async () => {
    const open = await startTestGateway({ variables: { METRICS_PUBLIC: 'true' }, sharing: gateway });
    expect((await open.request('GET', '/metrics', undefined, { authorization: '' })).status).toBe(200);
    expect((await open.request('GET', MONITORS, undefined, { authorization: '' })).status).toBe(401);
    await open.stop();
  });

  describe('an API key', () => {
    it('is shown once, stored only as a hash, and known by how it begins', async () => {
      const { key, ...made } = await aKey(gateway, 'write', { authorization: editor.authorization });
      expect(key).toMatch(/^wk_[A-Za-z0-9_-]{43}$/);
      expect(made).toMatchObject({ scope: 'write', userId: editor.user.id, hint: key.slice(0, 9), revokedAt: null });
      const listed = await as(editor.authorization, 'GET', '/api/v1/api-keys');
      expect(JSON.stringify(listed.body)).not.toContain(key);
      const rows = await gateway.dataSource.query<unknown[]>('SELECT * FROM api_keys');
      expect(JSON.stringify(rows)).not.toContain(key);
      expect(JSON.stringify(gateway.log)).not.toContain(key);
    });

    it('may do no more than its scope, nor than its owner', async () => {
      const read = `Bearer ${(await aKey(gateway, 'read')).key}`;
      expect((await as(read, 'GET', MONITORS)).status).toBe(200);
      expectRefusal(await as(read, 'POST', MONITORS, {}), 403, /requires the role editor; you are a viewer/);
      const tooMuch = await as(editor.authorization, 'POST', '/api/v1/api-keys', { name: 'x', scope: 'admin' });
      expectRefusal(tooMuch, 403, /role editor cannot grant the scope "admin"/);

      const demoted = await aPerson(gateway, 'editor');
      const write = `Bearer ${(await aKey(gateway, 'write', demoted)).key}`;
      expect((await as(write, 'POST', MONITORS, {})).status).toBe(400);
      await gateway.request('PATCH', `/api/v1/users/${demoted.user.id}`, { role: 'viewer' });
      expect((await as(write, 'POST', MONITORS, {})).status).toBe(403);
      await gateway.request('PATCH', `/api/v1/users/${demoted.user.id}`, { enabled: false });
      expectRefusal(await as(write, 'GET', MONITORS), 401, /user of this API key is disabled/);
    });

    it('that is revoked, expired, of another instance or made up is refused', async () => {
      const { id, key } = await aKey(gateway, 'admin');
      expect((await as(`Bearer ${key}`, 'GET', MONITORS)).status).toBe(200);
      await gateway.request('DELETE', `/api/v1/api-keys/${id}`);
      expectRefusal(await as(`Bearer ${key}`, 'GET', MONITORS), 401, /was revoked/);

      const short = await aKey(gateway, 'read', { expiresAt: new Date(Date.now() + 400).toISOString() });
      const refused = await waitFor(
        async () => {
          const answer = await as(`Bearer ${short.key}`, 'GET', MONITORS);
          return answer.status === 401 && answer;
        },
        { what: 'the key to expire', pollMs: 50 },
      );
      expectRefusal(refused, 401, /has expired/);

      expectRefusal(await as(`Bearer ${newApiKey()}`, 'GET', MONITORS), 401, /Unknown API key/);
      const jwt = `${btoa('{"alg":"none"}')}.${btoa('{"sub":"admin","role":"admin"}')}.`;
      expectRefusal(await as(`Bearer ${jwt}`, 'GET', MONITORS), 401, /Unknown API key/);
    });

    it.each(['Bearer', 'Bearer ', 'Token abc', 'Basic !!!', 'Basic OnBhc3M=', `Bearer ${'x'.repeat(5_000)}`])(
      'in a header that makes no sense is refused: %.30s',
      async (authorization) => {
        const response = await fetch(`${gateway.url}${MONITORS}`, { headers: { authorization } });
        expect(response.status).toBe(401);
      },
    );

    it('says when it was last used, and that is written once a minute at most', async () => {
      const { id, key } = await aKey(gateway, 'read');
      const lastUsedAt = async () =>
        (await gateway.request<ApiKeyResponse>('GET', `/api/v1/api-keys/${id}`)).body.lastUsedAt;
      expect(await lastUsedAt()).toBeNull();
      await as(`Bearer ${key}`, 'GET', MONITORS);
      const first = await waitFor(lastUsedAt, { what: 'the use to be written down' });
      for (let n = 0; n < 20; n++) await as(`Bearer ${key}`, 'GET', MONITORS);
      expect(await lastUsedAt()).toBe(first);
    });

    it('belongs to its owner: others neither see nor revoke it', async () => {
      const { id } = await aKey(gateway, 'read', editor);
      expect((await as(viewer.authorization, 'GET', `/api/v1/api-keys/${id}`)).status).toBe(404);
      expect((await as(viewer.authorization, 'DELETE', `/api/v1/api-keys/${id}`)).status).toBe(404);
      const listed = await as(viewer.authorization, 'GET', '/api/v1/api-keys');
      expect(listed.body).toMatchObject({ total: 0 });
      expect((await as(viewer.authorization, 'GET', `/api/v1/api-keys?userId=${editor.user.id}`)).status).toBe(403);
    });
  });

  describe('a password', () => {
    it('lets scripts in by HTTP Basic, also one with colons and umlauts', async () => {
      const password = 'Größe:mit:Doppelpunkten';
      const email = 'jörg@shop.example';
      await gateway.request('PATCH', `/api/v1/users/${viewer.user.id}`, { password });
      const answer = await as(basic(viewer.user.email, password), 'GET', SESSION);
      expect(answer.body).toMatchObject({ kind: 'user', id: viewer.user.id, method: 'basic', role: 'viewer' });
      expect((await as(basic(viewer.user.email.toUpperCase(), password), 'GET', SESSION)).status).toBe(200);
      expect((await as(basic(email, password), 'GET', SESSION)).status).toBe(401);
      await gateway.request('PATCH', `/api/v1/users/${viewer.user.id}`, { password: PASSWORD });
    });

    it('is stored with argon2id and never shown', async () => {
      const [row] = await gateway.dataSource.query<{ hash: string }[]>(
        'SELECT password_hash AS hash FROM users WHERE id = $1',
        [viewer.user.id],
      );
      expect(row?.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      const { body } = await gateway.request('GET', `/api/v1/users/${viewer.user.id}`);
      expect(body).toMatchObject({ hasPassword: true });
      expect(JSON.stringify(body)).not.toContain('argon2');
    });

    it('that was changed is forgotten at once, although it was right a moment ago', async () => {
      const person = await aPerson(gateway, 'viewer');
      expect((await as(person.authorization, 'GET', MONITORS)).status).toBe(200);
      const input = { currentPassword: PASSWORD, newPassword: 'another horse, another staple' };
      expect((await as(person.authorization, 'PUT', `${SESSION}/password`, input)).status).toBe(204);
      expectRefusal(await as(person.authorization, 'GET', MONITORS), 401, /Wrong email address or password/);
      const wrong = { currentPassword: 'not the right one', newPassword: 'yet another horse' };
      const fresh = basic(person.user.email, input.newPassword);
      expect((await as(fresh, 'PUT', `${SESSION}/password`, wrong)).status).toBe(401);
    });

    it('is too short to be taken', async () => {
      const answer = await gateway.request<Problem>('POST', '/api/v1/users', {
        email: 'new@shop.example',
        role: 'viewer',
        password: 'short',
      });
      expectRefusal(answer, 400, /password must have at least 12 characters/);
    });
  });

  describe('a session', () => {
    it('begins with a cookie that scripts of pages cannot read, and ends with it', async () => {
      const answer = await gateway.request(
        'POST',
        SESSION,
        { email: viewer.user.email, password: PASSWORD },
        {
          authorization: '',
        },
      );
      expect(answer.body).toMatchObject({ kind: 'user', email: viewer.user.email, role: 'viewer', method: 'session' });
      const setCookie = answer.headers.get('set-cookie') ?? '';
      expect(setCookie).toMatch(/^wakeful_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
      const cookie = setCookie.split(';', 1)[0]!;
      expect((await withCookie(cookie, 'GET', SESSION)).body).toMatchObject({ id: viewer.user.id, method: 'session' });
      const out = await withCookie(cookie, 'DELETE', SESSION);
      expect([out.status, out.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')]);
      expect((await withCookie(cookie, 'GET', SESSION)).status).toBe(401);
    });

    it('that is forged, of another instance, idle for too long or over is refused', async () => {
      expect((await withCookie(`wakeful_session=${newToken()}`, 'GET', MONITORS)).status).toBe(401);
      expect((await withCookie(`wakeful_session=${'x'.repeat(3_000)}`, 'GET', MONITORS)).status).toBe(401);
      expect((await withCookie('wakeful_session=', 'GET', MONITORS)).status).toBe(401);
      for (const change of [`last_used_at = now() - interval '73 hours'`, `expires_at = now() - interval '1 second'`]) {
        const cookie = await aSession(gateway, viewer.user.email);
        expect((await withCookie(cookie, 'GET', MONITORS)).status).toBe(200);
        await gateway.dataSource.query(`UPDATE sessions SET ${change} WHERE user_id = $1`, [viewer.user.id]);
        expect((await withCookie(cookie, 'GET', MONITORS)).status).toBe(401);
      }
    });

    it('ends when the user is disabled, or has a new password', async () => {
      const person = await aPerson(gateway, 'viewer');
      for (const change of [{ enabled: false }, { enabled: true, password: 'another horse, another staple' }]) {
        const cookie = await aSession(gateway, person.user.email);
        await gateway.request('PATCH', `/api/v1/users/${person.user.id}`, change);
        expect((await withCookie(cookie, 'GET', MONITORS)).status).toBe(401);
        await gateway.request('PATCH', `/api/v1/users/${person.user.id}`, { enabled: true });
      }
    });

    it('stays valid for whoever changes their own password, and ends elsewhere', async () => {
      const person = await aPerson(gateway, 'viewer');
      const [here, elsewhere] = [
        await aSession(gateway, person.user.email),
        await aSession(gateway, person.user.email),
      ];
      const input = { currentPassword: PASSWORD, newPassword: 'another horse, another staple' };
      const changed = await gateway.request('PUT', `${SESSION}/password`, input, { authorization: '', cookie: here });
      expect(changed.status).toBe(204);
      expect((await withCookie(here, 'GET', SESSION)).status).toBe(200);
      expect((await withCookie(elsewhere, 'GET', SESSION)).status).toBe(401);
    });
  });

  describe('a change that a page of another site sends', () => {
    const crossSite: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      { 'sec-fetch-site': 'same-site', origin: 'https://other.shop.example' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ];
    it.each(crossSite)('is refused, with a cookie as with a remembered password: %j', async (headers) => {
      const before = await gateway.request<{ total: number }>('GET', MONITORS);
      const cookie = await aSession(gateway, editor.user.email);
      const proofs: Record<string, string>[] = [{ authorization: '', cookie }, { authorization: editor.authorization }];
      for (const proof of proofs) {
        const answer = await gateway.request<Problem>(
          'POST',
          MONITORS,
          { url: 'http://127.0.0.1:9/evil' },
          {
            ...proof,
            ...headers,
          },
        );
        expectRefusal(answer, 403, /Cross-site request refused/);
      }
      const logIn = await gateway.request(
        'POST',
        SESSION,
        { email: editor.user.email, password: PASSWORD },
        {
          authorization: '',
          ...headers,
        },
      );
      expect([logIn.status, logIn.headers.get('set-cookie')]).toEqual([403, null]);
      expect((await gateway.request<{ total: number }>('GET', MONITORS)).body.total).toBe(before.body.total);
    });

    it('is not what our own page sends, nor a script, nor anyone with a key', async () => {
      const cookie = await aSession(gateway, editor.user.email);
      const own: Record<string, string>[] = [
        { 'sec-fetch-site': 'same-origin', origin: gateway.url },
        { origin: gateway.url },
        {},
      ];
      for (const headers of own) {
        const answer = await gateway.request('POST', MONITORS, {}, { authorization: '', cookie, ...headers });
        expect(answer.status).toBe(400);
      }
      const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
      expect((await gateway.request('POST', MONITORS, {}, headers)).status).toBe(400);
    });
  });

  describe('what is absurd', () => {
    it('a header of 100 KB is refused without harm', async () => {
      const response = await fetch(`${gateway.url}${MONITORS}`, {
        headers: { authorization: `Bearer ${'x'.repeat(100_000)}` },
      });
      expect(response.status).toBe(431);
      expect((await gateway.request('GET', MONITORS)).status).toBe(200);
    });

    it('a body of 20 MB is refused, from no one too', async () => {
      const body = JSON.stringify({ email: 'a@b.example', password: 'x'.repeat(20_000_000) });
      const answer = await as('', 'POST', SESSION, body);
      expect(answer.status).toBe(413);
      expect((await as('', 'POST', SESSION, { email: 'a@b.example', password: 'x'.repeat(201) })).status).toBe(400);
    });
  });

  describe('the audit log', () => {
    const entries = async (query: string) =>
      (await gateway.request<Page<AuditEntry>>('GET', `/api/v1/audit-log?${query}`)).body.items;

    it('is for admins', async () => {
      expectRefusal(await as(editor.authorization, 'GET', '/api/v1/audit-log'), 403, /requires the role admin/);
    });

    it('says who changed what of a monitor, from what to what, with secrets masked', async () => {
      const cookie = await aSession(gateway, editor.user.email);
      // No one is trusted to say where someone else is.
      const own = { authorization: '', cookie, 'x-request-id': 'trace-7', 'x-forwarded-for': '203.0.113.9' };
      const input = {
        url: 'http://127.0.0.1:9/audited',
        auth: { type: 'bearer', token: 'hunter2' },
        method: 'POST',
        body: 'hunter2',
      };
      const { body: monitor } = await gateway.request<MonitorResponse>('POST', MONITORS, input, own);
      const changes = { intervalSeconds: 30, headers: { Cookie: 'hunter2' } };
      await gateway.request('PATCH', `${MONITORS}/${monitor.id}`, changes, own);
      await gateway.request('DELETE', `${MONITORS}/${monitor.id}`, undefined, own);

      const [deleted, updated, created] = await entries(`targetKind=monitor&targetId=${monitor.id}`);
      const actor = { kind: 'user', id: editor.user.id, name: editor.user.email };
      const common = { actor, method: 'session', address: '127.0.0.1', requestId: 'trace-7' };
      const target = { kind: 'monitor', id: monitor.id };
      expect(created).toMatchObject({ ...common, operation: 'createMonitor', target, before: null });
      expect(created?.after).toMatchObject({ url: input.url, body: '***', auth: { type: 'bearer', token: '***' } });
      expect(updated).toMatchObject({
        ...common,
        operation: 'updateMonitor',
        fields: ['intervalSeconds', 'headers'],
        before: { intervalSeconds: 60, headers: {}, version: 1 },
        after: { intervalSeconds: 30, headers: { Cookie: '***' }, version: 2 },
      });
      expect(deleted).toMatchObject({ ...common, operation: 'deleteMonitor', after: null });
      expect(deleted?.before).toMatchObject({ url: input.url, intervalSeconds: 30 });
      const rows = await gateway.dataSource.query<unknown[]>('SELECT * FROM audit_log');
      expect(JSON.stringify(rows)).not.toContain('hunter2');
    });

    it('has nothing of what was refused', async () => {
      const before = await entries('operation=createMonitor');
      await gateway.request('POST', MONITORS, { url: 'ftp://x' });
      await gateway.request('POST', MONITORS, { url: 'http://127.0.0.1:9/x' }, { authorization: viewer.authorization });
      expect(await entries('operation=createMonitor')).toEqual(before);
    });

    it('has keys, logins and failed logins, and no key or password in it', async () => {
      const { id, key } = await aKey(gateway, 'read', editor);
      await gateway.request('DELETE', `/api/v1/api-keys/${id}`);
      const ofKey = await entries(`targetId=${id}`);
      expect(ofKey.map(({ operation }) => operation)).toEqual(['revokeApiKey', 'createApiKey']);
      expect(ofKey[0]).toMatchObject({
        actor: { kind: 'key', name: 'BOOTSTRAP_API_KEY' },
        before: { revokedAt: null },
      });
      await as(basic(viewer.user.email, 'hunter2 hunter2'), 'GET', MONITORS);
      await as(basic('hunter3@shop.example', 'hunter2 hunter2'), 'GET', MONITORS);
      const [unknown, known] = await entries('operation=loginFailed');
      expect(known).toMatchObject({ actor: { kind: 'nobody', id: viewer.user.id, name: viewer.user.email } });
      expect(unknown).toMatchObject({ actor: { kind: 'nobody', id: null, name: '(no such user)' }, method: 'basic' });
      expect((await entries(`operation=logIn&actorId=${editor.user.id}`)).length).toBeGreaterThan(0);
      const rows = JSON.stringify(await gateway.dataSource.query<unknown[]>('SELECT * FROM audit_log'));
      expect(rows).not.toMatch(/hunter[23]/);
      expect(rows).not.toContain(key);
    });

    it('is written with the change or not at all', async () => {
      await gateway.dataSource.query('ALTER TABLE audit_log RENAME TO audit_log_away');
      const answer = await gateway.request('POST', MONITORS, { url: 'http://127.0.0.1:9/unaudited' });
      await gateway.dataSource.query('ALTER TABLE audit_log_away RENAME TO audit_log');
      expect(answer.status).toBe(503);
      const { body } = await gateway.request<{ total: number }>('GET', `${MONITORS}?q=unaudited`);
      expect(body.total).toBe(0);
    });
  });

  describe('users', () => {
    it('the last admin can neither be demoted, disabled nor deleted', async () => {
      const admins = await gateway.dataSource.query<{ id: string }[]>(`SELECT id FROM users WHERE role = 'admin'`);
      expect(admins).toHaveLength(1);
      const path = `/api/v1/users/${admins[0]?.id}`;
      for (const change of [{ role: 'viewer' }, { enabled: false }]) {
        expectRefusal(await gateway.request<Problem>('PATCH', path, change), 409, /last admin/);
      }
      expectRefusal(await gateway.request<Problem>('DELETE', path), 409, /last admin/);
    });

    it('have an email address of their own, in whatever case', async () => {
      const input = { email: editor.user.email.toUpperCase(), role: 'viewer' };
      expectRefusal(
        await gateway.request<Problem>('POST', '/api/v1/users', input),
        409,
        /A user with .* already exists/,
      );
    });

    it("two admins who take each other's role at the same moment do not both succeed", async () => {
      const [mine] = await gateway.dataSource.query<{ id: string }[]>(`SELECT id FROM users WHERE role = 'admin'`);
      const other = await aPerson(gateway, 'admin');
      const answers = await Promise.all(
        [mine!.id, other.user.id].map((id) => gateway.request('PATCH', `/api/v1/users/${id}`, { role: 'viewer' })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    });

    it('go with their keys and sessions, and stay in the audit log', async () => {
      const person = await aPerson(gateway, 'editor');
      const [cookie, { key }] = [await aSession(gateway, person.user.email), await aKey(gateway, 'write', person)];
      expect((await gateway.request('DELETE', `/api/v1/users/${person.user.id}`)).status).toBe(204);
      expect((await withCookie(cookie, 'GET', MONITORS)).status).toBe(401);
      expect((await as(`Bearer ${key}`, 'GET', MONITORS)).status).toBe(401);
      const log = await gateway.request<Page<AuditEntry>>('GET', `/api/v1/audit-log?targetId=${person.user.id}`);
      expect(log.body.items.map(({ operation }) => operation)).toEqual(['deleteUser', 'createUser']);
    });
  });

  it('what has ended or is too old is removed in time', async () => {
    const { dataSource } = gateway;
    await aSession(gateway, editor.user.email);
    const kept = await aSession(gateway, editor.user.email);
    await dataSource.query(
      `UPDATE sessions SET expires_at = now() - interval '1 second'
      WHERE token_hash <> sha256(convert_to($1, 'UTF8'))`,
      [kept.split('=')[1]],
    );
    await dataSource.query(`UPDATE audit_log SET at = now() - interval '366 days' WHERE operation = 'loginFailed'`);
    await keepHouse(gateway.app.get(GatewayContext));
    const count = async (from: string) =>
      (await dataSource.query<{ n: number }[]>(`SELECT count(*)::int AS n FROM ${from}`))[0]?.n;
    expect(await count('sessions')).toBe(1);
    expect(await count(`audit_log WHERE operation = 'loginFailed'`)).toBe(0);
    expect(await count('audit_log')).toBeGreaterThan(0);
    expect((await withCookie(kept, 'GET', SESSION)).status).toBe(200);
  });
});
