import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  AccessRules,
  AuditEntry,
  LoginLink,
  Page,
  Problem,
  RecoveryCodes,
  SecondFactorsResponse,
  SessionResponse,
  TotpSecret,
} from '@wakeful/contracts';
import { codeOfApp, SoftwareAuthenticator, waitFor } from '@wakeful/testing';
import { aKey, aPerson, aSession, basic, PASSWORD, type Person } from '../access/people.fixture.js';
import { type Answer, startTestGateway, type TestGateway } from '../gateway.fixture.js';

const MONITORS = '/api/v1/monitors';
const SESSION = '/api/v1/session';
const FACTORS = `${SESSION}/second-factors`;
const ORIGIN = 'https://wakeful.example';
const RP_ID = 'wakeful.example';
const WRONG_CODE = '000000';

/** Someone with an authenticator app, and a session in which it was set up. */
interface Enrolled extends Person {
  cookie: string;
  secret: string;
  recoveryCodes: readonly string[];
}

describe('second factors', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ variables: { PUBLIC_URL: ORIGIN } });
  });
  afterAll(() => gateway.stop());

  const anonymous = <Body = Problem>(method: string, path: string, body?: unknown): Promise<Answer<Body>> =>
    gateway.request<Body>(method, path, body, { authorization: '' });
  const within = <Body = Problem>(cookie: string, method: string, path: string, body?: unknown) =>
    gateway.request<Body>(method, path, body, { authorization: '', cookie });
  const logIn = ({ user: { email } }: Person, code?: string) =>
    anonymous<SessionResponse & Problem>('POST', SESSION, { email, password: PASSWORD, ...(code && { code }) });
  const typeOf = ({ status, body }: Answer<Problem>): [number, string] => [status, body.type.split(':').at(-1) ?? ''];
  const ACCEPTED = [200, undefined];
  const outcome = ({ status, body }: Answer<{ type?: string }>) => [status, body.type?.split(':').at(-1)];

  /** As if the last code had been spent long ago: codes of one half minute are good once, and tests do not wait for more. */
  const forgetCodes = ({ user }: Person) =>
    gateway.dataSource.query('UPDATE totp_factors SET spent_step = 0 WHERE user_id = $1', [user.id]);
  const letProofAge = ({ user }: Person) =>
    gateway.dataSource.query(`UPDATE sessions SET proved_at = now() - interval '11 minutes' WHERE user_id = $1`, [
      user.id,
    ]);
  const forgiveAttempts = () => gateway.dataSource.query('TRUNCATE login_attempts');

  async function enrol(): Promise<Enrolled> {
    const person = await aPerson(gateway, 'editor');
    const cookie = await aSession(gateway, person.user.email);
    const { body } = await within<TotpSecret>(cookie, 'POST', `${FACTORS}/totp`);
    const confirmed = await within<RecoveryCodes>(cookie, 'POST', `${FACTORS}/totp/confirmation`, {
      code: codeOfApp(body.secret),
    });
    expect(confirmed.status).toBe(200);
    await forgetCodes(person);
    return { ...person, cookie, secret: body.secret, recoveryCodes: confirmed.body.recoveryCodes };
  }

  describe('codes of an authenticator app', () => {
    it('count when the first one is confirmed, bring recovery codes and end all other sessions', async () => {
      const person = await aPerson(gateway, 'editor');
      const [here, elsewhere] = [
        await aSession(gateway, person.user.email),
        await aSession(gateway, person.user.email),
      ];
      const { status, body } = await within<TotpSecret>(here, 'POST', `${FACTORS}/totp`);
      expect(status).toBe(201);
      expect(new URL(body.uri).searchParams.get('secret')).toBe(body.secret);
      const confirm = (code: string) =>
        within<RecoveryCodes & Problem>(here, 'POST', `${FACTORS}/totp/confirmation`, { code });
      expect((await confirm(WRONG_CODE)).body.errors).toMatchObject([{ path: 'code' }]);
      expect(outcome(await logIn(person))).toEqual(ACCEPTED);

      const { recoveryCodes } = (await confirm(codeOfApp(body.secret))).body;
      expect(recoveryCodes).toHaveLength(10);
      expect((await within(here, 'GET', SESSION)).status).toBe(200);
      expect((await within(elsewhere, 'GET', SESSION)).status).toBe(401);
      expect((await within<SecondFactorsResponse>(here, 'GET', FACTORS)).body).toEqual({
        hasTotp: true,
        passkeys: [],
        recoveryCodesLeft: 10,
      });
      expect(typeOf(await within(here, 'POST', `${FACTORS}/totp`))).toEqual([409, 'totp-exists']);
      const tables = ['totp_factors', 'recovery_codes', 'audit_log'];
      const rows = await Promise.all(tables.map((table) => gateway.dataSource.query(`SELECT * FROM ${table}`)));
      const stored = JSON.stringify(rows);
      expect(stored).not.toContain(body.secret);
      for (const code of recoveryCodes) expect(stored).not.toContain(code);
    });

    it('are asked for after the right password, and after no other', async () => {
      const person = await enrol();
      const answer = await logIn(person);
      expect(typeOf(answer)).toEqual([401, 'second-factor-needed']);
      expect(answer.headers.get('set-cookie')).toBeNull();
      const input = { email: person.user.email, password: 'not the password', code: codeOfApp(person.secret) };
      expect(typeOf(await anonymous('POST', SESSION, input))).toEqual([401, 'unauthenticated']);
      const right = await logIn(person, codeOfApp(person.secret));
      expect([right.status, right.body.email]).toEqual([200, person.user.email]);
      const cookie = right.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
      expect((await within(cookie, 'GET', MONITORS)).status).toBe(200);
    });

    it('are good once, also when they come twice at the same moment, and earlier ones no more', async () => {
      const person = await enrol();
      const code = codeOfApp(person.secret, 1);
      const both = await Promise.all([logIn(person, code), logIn(person, code)]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
      expect(outcome(await logIn(person, code))).toEqual([401, 'unauthenticated']);
      expect(outcome(await logIn(person, codeOfApp(person.secret)))).toEqual([401, 'unauthenticated']);
    });

    it('are limited like passwords, and a right password in between gives nothing back', async () => {
      const person = await enrol();
      await forgiveAttempts();
      const statuses: number[] = [];
      for (let n = 0; n < 11; n++) {
        await logIn(person);
        statuses.push((await logIn(person, WRONG_CODE)).status);
      }
      // Twice as many if a window of the limit ends in the middle of them.
      for (let n = 0; n < 11 && statuses.at(-1) !== 429; n++) statuses.push((await logIn(person, WRONG_CODE)).status);
      expect(statuses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401));
      expect((await logIn(person, codeOfApp(person.secret))).status).toBe(429);
      await forgiveAttempts();
    });

    it('are not what scripts send: no HTTP Basic, and API keys keep working', async () => {
      const person = await enrol();
      const refused = await gateway.request<Problem>('GET', MONITORS, undefined, {
        authorization: basic(person.user.email, PASSWORD),
      });
      expect(typeOf(refused)).toEqual([401, 'second-factor-needed']);
      expect(refused.body.detail).toContain('Scripts need an API key');
      const made = await within<{ key: string }>(person.cookie, 'POST', '/api/v1/api-keys', {
        name: 'a',
        scope: 'write',
      });
      const byKey = await gateway.request('GET', MONITORS, undefined, { authorization: `Bearer ${made.body.key}` });
      expect(byKey.status).toBe(200);
    });

    it('end HTTP Basic at once, although the password was right a moment ago', async () => {
      const person = await aPerson(gateway, 'viewer');
      const read = () => gateway.request('GET', MONITORS, undefined, { authorization: person.authorization });
      expect((await read()).status).toBe(200);
      const cookie = await aSession(gateway, person.user.email);
      const { body } = await within<TotpSecret>(cookie, 'POST', `${FACTORS}/totp`);
      await within(cookie, 'POST', `${FACTORS}/totp/confirmation`, { code: codeOfApp(body.secret) });
      expect((await read()).status).toBe(401);
    });
  });

  describe('recovery codes', () => {
    it('stand in for a code once each, however they are typed, and are written down', async () => {
      const person = await enrol();
      const [code = '', other = ''] = person.recoveryCodes;
      expect((await logIn(person, code.toUpperCase().replaceAll('-', ' '))).status).toBe(200);
      expect((await logIn(person, code)).status).toBe(401);
      expect((await logIn(person, other)).status).toBe(200);
      const { body } = await within<SecondFactorsResponse>(person.cookie, 'GET', FACTORS);
      expect(body.recoveryCodesLeft).toBe(8);
      const log = await gateway.request<Page<AuditEntry>>(
        'GET',
        `/api/v1/audit-log?operation=useRecoveryCode&actorId=${person.user.id}`,
      );
      expect(log.body.total).toBe(2);
    });

    it('of someone else are no good, and new ones end the old ones', async () => {
      const [person, other] = [await enrol(), await enrol()];
      expect((await logIn(person, other.recoveryCodes[0])).status).toBe(401);
      const renewed = await within<RecoveryCodes>(person.cookie, 'POST', `${FACTORS}/recovery-codes`);
      expect(renewed.body.recoveryCodes).toHaveLength(10);
      expect((await logIn(person, person.recoveryCodes[0])).status).toBe(401);
      expect((await logIn(person, renewed.body.recoveryCodes[0])).status).toBe(200);
    });
  });

  it('a login link asks for the code too, and is good until that is right', async () => {
    const person = await enrol();
    const link = await gateway.request<LoginLink>('POST', `/api/v1/users/${person.user.id}/login-link`);
    const token = new URL(link.body.url).hash.slice(1);
    const use = (code?: string) => anonymous('POST', '/api/v1/login/once', { token, ...(code && { code }) });
    expect(outcome(await use())).toEqual([401, 'second-factor-needed']);
    expect(outcome(await use(WRONG_CODE))).toEqual([401, 'unauthenticated']);
    expect(outcome(await use(codeOfApp(person.secret)))).toEqual(ACCEPTED);
    expect(outcome(await use(codeOfApp(person.secret, 1)))).toEqual([401, 'login-link-ended']);
  });

  it('who came by a link a moment ago sets a password without the old one, and later needs it', async () => {
    const person = await aPerson(gateway, 'viewer');
    const link = await gateway.request<LoginLink>('POST', `/api/v1/users/${person.user.id}/login-link`);
    const token = new URL(link.body.url).hash.slice(1);
    const came = await anonymous<SessionResponse>('POST', '/api/v1/login/once', { token });
    const cookie = came.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
    const change = (newPassword: string) => within(cookie, 'PUT', `${SESSION}/password`, { newPassword });
    expect((await change('another horse, another staple')).status).toBe(204);
    await letProofAge(person);
    expect((await change('yet another horse and staple')).body.errors).toMatchObject([{ path: 'currentPassword' }]);
  });

  it('a first password is set only within ten minutes after the login, or an open screen would become a way in', async () => {
    const person = await aPerson(gateway, 'viewer');
    const cookie = await aSession(gateway, person.user.email);
    await gateway.dataSource.query('UPDATE users SET password_hash = NULL WHERE id = $1', [person.user.id]);
    await letProofAge(person);
    const set = () => within(cookie, 'PUT', `${SESSION}/password`, { newPassword: 'another horse, another staple' });
    expect(typeOf(await set())).toEqual([403, 'confirmation-needed']);
    await gateway.dataSource.query('UPDATE sessions SET proved_at = now() WHERE user_id = $1', [person.user.id]);
    expect((await set()).status).toBe(204);
  });

  describe('a login under way ends with the sessions', () => {
    const aPasskey = `INSERT INTO passkeys (id, user_id, name, credential_id, public_key, sign_count, transports)
      SELECT gen_random_uuid(), id, 'Key', id::text, '', 0, '{}' FROM users WHERE id = $1`;
    it.each([
      ['a password is changed', `UPDATE users SET password_hash = 'another' WHERE id = $1`],
      ['a first factor is set up', aPasskey],
      ['the user is disabled', 'UPDATE users SET enabled = false WHERE id = $1'],
    ])('when %s', async (_what, change) => {
      const person = await aPerson(gateway, 'viewer');
      const waiting = await gateway.dataSource.transaction(async (manager) => {
        await manager.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [person.user.id]);
        await manager.query(change, [person.user.id]);
        const login = logIn(person);
        const blocked = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        await waitFor(async () => (await gateway.dataSource.query<unknown[]>(blocked)).length > 0, { what: 'a login' });
        return { login };
      });
      expect(outcome(await waiting.login)).toEqual([401, 'unauthenticated']);
    });
  });

  it.each([
    ['DELETE', '/api/v1/users/{id}/second-factors', undefined],
    ['PATCH', '/api/v1/users/{id}', { password: 'another horse, another staple' }],
    ['PATCH', '/api/v1/users/{id}', { role: 'editor' }],
    ['POST', '/api/v1/users/{id}/login-link', undefined],
    ['POST', '/api/v1/api-keys', { name: 'a', scope: 'read' }],
    ['PUT', '/api/v1/access-rules', { requiresSecondFactor: false }],
    ['DELETE', '/api/v1/users/{id}', undefined],
  ])('%s %s with %j needs a login or a password within ten minutes', async (method, path, body) => {
    const [admin, person] = [await aPerson(gateway, 'admin'), await aPerson(gateway, 'viewer')];
    const cookie = await aSession(gateway, admin.user.email);
    const change = () => within(cookie, method, path.replace('{id}', person.user.id), body);
    await letProofAge(admin);
    expect(typeOf(await change())).toEqual([403, 'confirmation-needed']);
    await within(cookie, 'POST', `${SESSION}/confirmation`, { password: PASSWORD });
    expect((await change()).status).toBeLessThan(300);
  });

  it('a password alone proves nothing more once there is a second factor, which is asked for too', async () => {
    const person = await enrol();
    await letProofAge(person);
    const confirm = (code?: string) =>
      within(person.cookie, 'POST', `${SESSION}/confirmation`, { password: PASSWORD, ...(code && { code }) });
    const remove = () => within(person.cookie, 'DELETE', `${FACTORS}/totp`);
    const input = { currentPassword: PASSWORD, newPassword: 'another horse, another staple' };
    expect(typeOf(await confirm())).toEqual([401, 'second-factor-needed']);
    expect(typeOf(await confirm(WRONG_CODE))).toEqual([401, 'unauthenticated']);
    expect(typeOf(await remove())).toEqual([403, 'confirmation-needed']);
    expect(typeOf(await within(person.cookie, 'PUT', `${SESSION}/password`, input))).toEqual([
      403,
      'confirmation-needed',
    ]);
    expect((await confirm(codeOfApp(person.secret))).status).toBe(204);
    expect((await within(person.cookie, 'PUT', `${SESSION}/password`, input)).status).toBe(204);
    expect((await remove()).status).toBe(204);
    const log = await gateway.request<Page<AuditEntry>>(
      'GET',
      `/api/v1/audit-log?operation=loginFailed&actorId=${person.user.id}`,
    );
    expect(log.body.items).toMatchObject([{ fields: ['code'], method: 'session' }]);
  });

  it('how one logs in is changed only by who logged in or entered the password within ten minutes', async () => {
    const person = await enrol();
    await letProofAge(person);
    const changes: [method: string, path: string, body?: object][] = [
      ['POST', `${FACTORS}/totp`],
      ['POST', `${FACTORS}/totp/confirmation`, { code: WRONG_CODE }],
      ['DELETE', `${FACTORS}/totp`],
      ['POST', `${FACTORS}/passkeys/options`],
      ['DELETE', `${FACTORS}/passkeys/${person.user.id}`],
      ['POST', `${FACTORS}/recovery-codes`],
    ];
    for (const [method, path, body] of changes) {
      expect([path, ...typeOf(await within(person.cookie, method, path, body))]).toEqual([
        path,
        403,
        'confirmation-needed',
      ]);
    }
    const confirm = (password: string) =>
      within(person.cookie, 'POST', `${SESSION}/confirmation`, { password, code: codeOfApp(person.secret) });
    expect((await confirm('not the password')).status).toBe(401);
    expect((await confirm(PASSWORD)).status).toBe(204);
    expect((await within(person.cookie, 'DELETE', `${FACTORS}/totp`)).status).toBe(204);
    expect((await within<SecondFactorsResponse>(person.cookie, 'GET', FACTORS)).body).toEqual({
      hasTotp: false,
      passkeys: [],
      recoveryCodesLeft: 0,
    });
    expect((await logIn(person)).status).toBe(200);
    const log = await gateway.request<Page<AuditEntry>>('GET', `/api/v1/audit-log?targetId=${person.user.id}`);
    expect(log.body.items.map(({ operation, before, after }) => [operation, before, after])).toEqual([
      ['removeSecondFactor', { kind: 'totp' }, null],
      ['addSecondFactor', null, { kind: 'totp' }],
      ['createUser', null, expect.anything()],
    ]);
  });

  it('an admin resets those of someone who has lost them, which ends all their sessions and is written down', async () => {
    const person = await enrol();
    const path = `/api/v1/users/${person.user.id}/second-factors`;
    expect((await gateway.request<SecondFactorsResponse>('GET', path)).body).toMatchObject({ hasTotp: true });
    expect((await within(person.cookie, 'DELETE', path)).status).toBe(403);
    expect((await gateway.request('DELETE', path)).status).toBe(204);
    expect((await within(person.cookie, 'GET', SESSION)).status).toBe(401);
    expect((await logIn(person)).status).toBe(200);
    const query = `operation=resetSecondFactors&targetId=${person.user.id}`;
    const log = await gateway.request<Page<AuditEntry>>('GET', `/api/v1/audit-log?${query}`);
    expect(log.body.items).toMatchObject([
      {
        actor: { kind: 'key', name: 'BOOTSTRAP_API_KEY' },
        target: { kind: 'second factors', id: person.user.id },
        before: { hasTotp: true, recoveryCodesLeft: 10 },
        after: { hasTotp: false, recoveryCodesLeft: 0 },
      },
    ]);
    expect((await gateway.request('DELETE', `/api/v1/users/${crypto.randomUUID()}/second-factors`)).status).toBe(404);
  });

  describe('passkeys', () => {
    const place = { rpId: RP_ID, origin: ORIGIN };
    const challengeTo = async (path: string, cookie?: string): Promise<string> => {
      const answer = cookie
        ? await within<{ challenge: string }>(cookie, 'POST', path)
        : await anonymous<{ challenge: string }>('GET', path);
      return answer.body.challenge;
    };
    const add = (cookie: string, credential: object) =>
      within<RecoveryCodes & Problem>(cookie, 'POST', `${FACTORS}/passkeys`, { name: 'Laptop', credential });
    const enter = (answer: object) => anonymous<SessionResponse & Problem>('POST', '/api/v1/login/passkey', answer);
    const newChallenge = () => challengeTo('/api/v1/login/passkey');

    async function enrolPasskey(): Promise<Person & { cookie: string; passkey: SoftwareAuthenticator }> {
      const person = await aPerson(gateway, 'editor');
      const cookie = await aSession(gateway, person.user.email);
      const passkey = new SoftwareAuthenticator();
      const challenge = await challengeTo(`${FACTORS}/passkeys/options`, cookie);
      const added = await add(cookie, passkey.register({ challenge, ...place }));
      expect([added.status, added.body.recoveryCodes.length]).toEqual([201, 10]);
      return { ...person, cookie, passkey };
    }

    it('log in without a password, ask for a finger or a PIN, and are a second factor to the password', async () => {
      const { user, cookie, passkey, ...person } = await enrolPasskey();
      const options = await anonymous('GET', '/api/v1/login/passkey');
      expect(options.body).toMatchObject({ rpId: RP_ID, userVerification: 'required' });
      const { status, body } = await enter(passkey.answer({ challenge: await newChallenge(), ...place }));
      expect([status, body.id, body.role]).toEqual([200, user.id, 'editor']);
      expect(outcome(await logIn({ user, ...person }))).toEqual([401, 'second-factor-needed']);
      const { body: factors } = await within<SecondFactorsResponse>(cookie, 'GET', FACTORS);
      expect(factors.passkeys).toMatchObject([{ name: 'Laptop', lastUsedAt: expect.any(String) }]);
      const log = await gateway.request<Page<AuditEntry>>(
        'GET',
        `/api/v1/audit-log?operation=logIn&actorId=${user.id}`,
      );
      expect(log.body.items[0]).toMatchObject({ method: 'passkey' });
    });

    it('prove nothing when an answer comes again, is for another site, or was not verified by its owner', async () => {
      const { passkey } = await enrolPasskey();
      const answer = passkey.answer({ challenge: await newChallenge(), ...place });
      const [first, second] = await Promise.all([enter(answer), enter(answer)]);
      expect([first.status, second.status].sort()).toEqual([200, 401]);
      expect((await enter(answer)).status).toBe(401);

      const elsewhere = { rpId: 'evil.example', origin: 'https://evil.example' };
      const foreign = passkey.answer({ challenge: await newChallenge(), ...elsewhere });
      expect((await enter(foreign)).status).toBe(401);
      const relayed = passkey.answer({ challenge: await newChallenge(), rpId: RP_ID, origin: 'https://evil.example' });
      expect((await enter(relayed)).status).toBe(401);
      passkey.flags = 0x01;
      expect((await enter(passkey.answer({ challenge: await newChallenge(), ...place }))).status).toBe(401);
      passkey.flags = 0x05;
      expect((await enter(passkey.answer({ challenge: await newChallenge(), ...place }))).status).toBe(200);
      passkey.signCount = 0;
      expect((await enter(passkey.answer({ challenge: await newChallenge(), ...place }))).status).toBe(401);
    });

    it('prove nothing with a challenge that was made up, for another purpose, or for someone else', async () => {
      const { cookie, passkey } = await enrolPasskey();
      const other = await aSession(gateway, (await aPerson(gateway, 'viewer')).user.email);
      const made = Buffer.from('a challenge of my own').toString('base64url');
      const toAdd = await challengeTo(`${FACTORS}/passkeys/options`, cookie);
      for (const challenge of [made, toAdd]) {
        expect((await enter(passkey.answer({ challenge, ...place }))).status).toBe(401);
      }
      const another = new SoftwareAuthenticator();
      for (const challenge of [made, toAdd, await newChallenge()]) {
        expect((await add(other, another.register({ challenge, ...place }))).status).toBe(400);
      }
      const own = await challengeTo(`${FACTORS}/passkeys/options`, other);
      expect(typeOf(await add(other, passkey.register({ challenge: own, ...place })))).toEqual([
        409,
        'passkey-duplicate',
      ]);
    });

    it('confirm who is there without a password, if they are of the one whose session it is', async () => {
      const [person, other] = [await enrolPasskey(), await enrolPasskey()];
      await letProofAge(person);
      const renew = () => within(person.cookie, 'POST', `${FACTORS}/recovery-codes`);
      const confirm = async (passkey: SoftwareAuthenticator) =>
        within(
          person.cookie,
          'POST',
          `${SESSION}/confirmation/passkey`,
          passkey.answer({ challenge: await newChallenge(), ...place }),
        );
      expect(typeOf(await renew())).toEqual([403, 'confirmation-needed']);
      expect(typeOf(await confirm(other.passkey))).toEqual([401, 'unauthenticated']);
      expect(typeOf(await renew())).toEqual([403, 'confirmation-needed']);
      expect((await confirm(person.passkey)).status).toBe(204);
      expect((await renew()).status).toBe(201);
    });

    it('that are refused are audited like wrong passwords, and limited like them', async () => {
      await forgiveAttempts();
      const { user, passkey } = await enrolPasskey();
      const refusalsOf = async (query: string) =>
        (await gateway.request<Page<AuditEntry>>('GET', `/api/v1/audit-log?operation=loginFailed&${query}`)).body.items;
      const answerTo = (challenge: string) => enter(passkey.answer({ challenge, ...place }));
      expect((await answerTo('bWFkZSB1cA')).status).toBe(401);
      expect(await refusalsOf(`actorId=${user.id}`)).toMatchObject([
        { actor: { kind: 'nobody', name: user.email }, method: 'passkey', fields: ['passkey'] },
      ]);
      expect(
        (await enter(new SoftwareAuthenticator().answer({ challenge: await newChallenge(), ...place }))).status,
      ).toBe(401);
      expect((await refusalsOf('pageSize=1'))[0]).toMatchObject({ actor: { name: '(unknown passkey)' } });
      // Twice as many if a window of the limit ends in the middle of them.
      const statuses: number[] = [];
      for (let n = 0; n < 22 && statuses.at(-1) !== 429; n++) statuses.push((await answerTo('bWFkZSB1cA')).status);
      expect(statuses.at(-1)).toBe(429);
      await forgiveAttempts();
    });

    it('are gone when they are removed, and of no use to who is disabled', async () => {
      const [removed, disabled] = [await enrolPasskey(), await enrolPasskey()];
      const { body } = await within<SecondFactorsResponse>(removed.cookie, 'GET', FACTORS);
      const path = `${FACTORS}/passkeys/${body.passkeys[0]?.id}`;
      expect((await within(disabled.cookie, 'DELETE', path)).status).toBe(404);
      expect((await within(removed.cookie, 'DELETE', path)).status).toBe(204);
      await gateway.request('PATCH', `/api/v1/users/${disabled.user.id}`, { enabled: false });
      for (const { passkey } of [removed, disabled]) {
        expect((await enter(passkey.answer({ challenge: await newChallenge(), ...place }))).status).toBe(401);
      }
      expect((await logIn(removed)).status).toBe(200);
    });
  });

  describe('that an admin requires', () => {
    const require = (requiresSecondFactor: boolean) =>
      gateway.request<AccessRules>('PUT', '/api/v1/access-rules', { requiresSecondFactor });
    afterAll(() => require(false));

    it('leave who has none nothing to do but to set one up, at once and everywhere', async () => {
      const [bare, enrolled] = [await aPerson(gateway, 'admin'), await enrol()];
      const cookie = await aSession(gateway, bare.user.email);
      const { key } = await aKey(gateway, 'read', bare);
      const { body } = await require(true);
      expect(body.requiresSecondFactor).toBe(true);
      expect(body.usersWithSecondFactor).toContain(enrolled.user.id);
      expect(body.usersWithSecondFactor).not.toContain(bare.user.id);

      expect(typeOf(await within(cookie, 'GET', MONITORS))).toEqual([403, 'second-factor-required']);
      expect(typeOf(await within(cookie, 'PUT', '/api/v1/access-rules', { requiresSecondFactor: false }))[0]).toBe(403);
      const byBasic = await gateway.request('GET', MONITORS, undefined, { authorization: bare.authorization });
      expect(byBasic.status).toBe(403);
      expect((await within<SessionResponse>(cookie, 'GET', SESSION)).body.needsSecondFactor).toBe(true);
      expect((await logIn(bare)).body.needsSecondFactor).toBe(true);
      expect((await within(enrolled.cookie, 'GET', MONITORS)).status).toBe(200);
      const byKey = await gateway.request('GET', MONITORS, undefined, { authorization: `Bearer ${key}` });
      expect(byKey.status).toBe(200);

      const begun = await within<TotpSecret>(cookie, 'POST', `${FACTORS}/totp`);
      await within(cookie, 'POST', `${FACTORS}/totp/confirmation`, { code: codeOfApp(begun.body.secret) });
      expect((await within(cookie, 'GET', MONITORS)).status).toBe(200);
      const log = await gateway.request<Page<AuditEntry>>('GET', '/api/v1/audit-log?operation=changeAccessRules');
      expect(log.body.items[0]).toMatchObject({
        before: { requiresSecondFactor: false },
        after: { requiresSecondFactor: true },
      });
    });
  });
});
