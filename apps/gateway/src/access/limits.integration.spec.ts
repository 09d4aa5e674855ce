import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MonitorResponse, Page, Problem } from '@wakeful/contracts';
import { waitFor } from '@wakeful/testing';
import { type Answer, startTestGateway, type TestGateway } from '../gateway.fixture.js';
import { ATTEMPTS_PER_ACCOUNT, ATTEMPTS_PER_ADDRESS } from './login-limits.js';
import { aPerson, basic, PASSWORD, type Person } from './people.fixture.js';

const MONITORS = '/api/v1/monitors';
const SESSION = '/api/v1/session';
const LIMIT = 40;
const MS_PER_MINUTE = 60_000;
const LOGIN_WINDOW_MS = 5 * MS_PER_MINUTE;
const GUESSES = 1_000;

/** Limits count in windows of a minute and of five: a test that begins at the end of one would see two. */
async function atStartOfWindow(leastMs: number): Promise<void> {
  await waitFor(() => MS_PER_MINUTE - (Date.now() % MS_PER_MINUTE) > leastMs, {
    what: 'the next window',
    timeoutMs: 2 * leastMs,
  });
}

describe('requests of one key', () => {
  let first: TestGateway;
  let second: TestGateway;
  beforeAll(async () => {
    const variables = { RATE_LIMIT_PER_MINUTE: String(LIMIT) };
    first = await startTestGateway({ variables });
    second = await startTestGateway({ variables, sharing: first });
    await atStartOfWindow(12_000);
  }, 60_000);
  afterAll(async () => {
    await second.stop();
    await first.stop();
  });

  const remaining = (answer: Answer): number => Number(answer.headers.get('ratelimit-remaining'));

  it('are limited over all replicas, with the standard headers, and do not limit others', async () => {
    const begin = await first.request('GET', MONITORS);
    expect(begin.headers.get('ratelimit-limit')).toBe(String(LIMIT));
    expect(Number(begin.headers.get('ratelimit-reset'))).toBeGreaterThan(0);
    expect(remaining(begin)).toBeLessThan(LIMIT);
    for (let n = 0; n < LIMIT / 2; n++) await first.request('GET', MONITORS);
    await waitFor(async () => remaining(await second.request('GET', MONITORS)) < LIMIT / 2, {
      what: 'the other replica to know',
      pollMs: 300,
    });
    for (let n = 0; n < LIMIT / 2; n++) await second.request('GET', MONITORS);
    const over = await second.request<Problem>('GET', MONITORS);
    expect([over.status, over.body.type]).toEqual([429, 'urn:wakeful:problem:too-many-requests']);
    expect(remaining(over)).toBe(0);
    expect(over.headers.get('retry-after')).toBe(over.headers.get('ratelimit-reset'));
    await waitFor(async () => (await first.request('GET', MONITORS)).status === 429, {
      what: 'the first replica to know too',
      pollMs: 300,
      timeoutMs: 5_000,
    });
    const anonymous = await first.request('GET', MONITORS, undefined, { authorization: '' });
    expect(anonymous.status).toBe(401);
    expect((await first.request('GET', '/health/ready', undefined, { authorization: '' })).status).toBe(200);
  });

  it('continue, counted by each replica, while the counts cannot be stored', async () => {
    await first.dataSource.query('ALTER TABLE request_counts RENAME TO request_counts_away');
    const before = remaining(await first.request('GET', MONITORS, undefined, { authorization: 'Bearer wk_nobody' }));
    const answer = await first.request('GET', MONITORS, undefined, { authorization: 'Bearer wk_nobody' });
    expect(answer.status).toBe(401);
    expect(remaining(answer)).toBe(before - 1);
    await waitFor(() => first.log.some(({ msg }) => msg === 'could not share request counts'), {
      what: 'the failure to be logged',
    });
    await first.dataSource.query('ALTER TABLE request_counts_away RENAME TO request_counts');
    await waitFor(
      async () => {
        const rows = await first.dataSource.query<{ requests: number }[]>(
          `SELECT requests FROM request_counts WHERE subject = 'address:127.0.0.1'`,
        );
        return (rows[0]?.requests ?? 0) >= 2;
      },
      { what: 'what was counted meanwhile to be shared' },
    );
  });
});

describe('visitors of public pages behind one address', () => {
  let gateway: TestGateway;
  const PAGE_LIMIT = 120;
  beforeAll(async () => {
    gateway = await startTestGateway({
      variables: { RATE_LIMIT_PER_MINUTE: '10', RATE_LIMIT_PAGES_PER_MINUTE: String(PAGE_LIMIT) },
    });
    const { id } = await gateway.createMonitor();
    const groups = [{ name: 'All', monitors: [{ monitorId: id }] }];
    await gateway.request('POST', '/api/v1/status-pages', { slug: 'shop', title: 'Shop', isPublished: true, groups });
    paths = ['/status/shop', '/status/shop/feed.atom', '/status/shop/summary.json', `/badges/${id}/status.svg`];
    await atStartOfWindow(10_000);
  }, 60_000);
  afterAll(() => gateway.stop());
  let paths: string[] = [];

  const visit = (path: string) => gateway.request<Problem>('GET', path, undefined, { authorization: '' });

  it('are counted apart from the API, far beyond its limit, and do not use it up', async () => {
    const statuses = new Set<number>();
    for (let n = 0; n < PAGE_LIMIT; n++) {
      const { status, headers } = await visit(paths[n % paths.length] ?? '');
      statuses.add(status);
      expect(headers.get('ratelimit-remaining')).toBeNull();
    }
    expect([...statuses]).toEqual([200]);
    const over = await visit('/status/shop');
    expect([over.status, over.body.type]).toEqual([429, 'urn:wakeful:problem:too-many-requests']);
    expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await visit(MONITORS)).status).toBe(401);
  });

  it('may not guess a password so often: that is counted as of the API', async () => {
    const enter = () => fetch(`${gateway.url}/status/shop`, { method: 'POST', redirect: 'manual' });
    const statuses: number[] = [];
    for (let n = 0; n <= 10; n++) statuses.push((await enter()).status);
    expect([statuses[0], statuses.at(-1)]).toEqual([303, 429]);
  });
});

describe('logins', () => {
  let gateway: TestGateway;
  let sharing: TestGateway;
  let person: Person;
  beforeAll(async () => {
    const variables = { TRUSTED_PROXIES: '127.0.0.1' };
    gateway = await startTestGateway({ variables });
    sharing = await startTestGateway({ variables, sharing: gateway });
    person = await aPerson(gateway, 'viewer');
  });
  afterAll(async () => {
    await sharing.stop();
    await gateway.stop();
  });

  const logIn = (email: string, password: string, from: string, at = gateway) =>
    at.request<Problem>('POST', SESSION, { email, password }, { authorization: '', 'x-forwarded-for': from });

  it('without end look at few passwords, which are what costs time, and everybody else is answered', async () => {
    await gateway.createMonitor();
    const windowOf = (): number => Math.floor(Date.now() / LOGIN_WINDOW_MS);
    const first = windowOf();
    const counts = new Map<number, number>();
    for (let n = 0; n < GUESSES; n += 50) {
      const batch = Array.from({ length: 50 }, (_, i) => logIn(person.user.email, `guess ${n + i}`, '192.0.2.1'));
      const other = gateway.request<Page<MonitorResponse>>('GET', MONITORS);
      for (const { status } of await Promise.all(batch)) counts.set(status, (counts.get(status) ?? 0) + 1);
      expect((await other).status).toBe(200);
    }
    // On a slow machine a window of the limit may end in the middle of them.
    const windows = windowOf() - first + 1;
    expect(counts.get(401)).toBeGreaterThanOrEqual(ATTEMPTS_PER_ACCOUNT);
    expect(counts.get(401)).toBeLessThanOrEqual(windows * ATTEMPTS_PER_ACCOUNT);
    expect([...counts.values()].reduce((sum, count) => sum + count)).toBe(GUESSES);
    expect([...counts.keys()].sort()).toEqual([401, 429]);
  }, 120_000);

  it('are limited for the account from every address and at every replica, even with the right password', async () => {
    const answer = await logIn(person.user.email, PASSWORD, '192.0.2.2', sharing);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.body.detail).toMatch(/Too many login attempts. Try again in \d+ s/);
  });

  it('are limited for the address, over all accounts, whether they exist or not', async () => {
    const statuses: number[] = [];
    for (let n = 0; n <= ATTEMPTS_PER_ADDRESS; n++) {
      statuses.push((await logIn(`unknown-${n}@shop.example`, 'guess', '192.0.2.3')).status);
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(ATTEMPTS_PER_ADDRESS);
    expect(statuses.at(-1)).toBe(429);
    expect((await logIn('unknown-0@shop.example', 'guess', '192.0.2.4')).status).toBe(401);
  });

  it('that were right are not counted', async () => {
    const other = await aPerson(gateway, 'viewer');
    for (let n = 0; n <= ATTEMPTS_PER_ACCOUNT; n++) {
      expect((await logIn(other.user.email, 'wrong'.repeat(n % 2), '192.0.2.5')).status).not.toBe(429);
      expect((await logIn(other.user.email, PASSWORD, '192.0.2.5')).status).toBe(200);
    }
  });

  it('of a script that was right a moment ago continue while someone elsewhere guesses its password', async () => {
    const script = await aPerson(gateway, 'viewer');
    const headers = { authorization: script.authorization, 'x-forwarded-for': '192.0.2.8' };
    const read = () => gateway.request('GET', MONITORS, undefined, headers);
    expect((await read()).status).toBe(200);
    // Twice as many: a window of the limit may end in the middle of them.
    let status = 0;
    for (let n = 0; n <= 2 * ATTEMPTS_PER_ACCOUNT && status !== 429; n++) {
      ({ status } = await logIn(script.user.email, `guess ${n}`, '192.0.2.6'));
    }
    expect((await logIn(script.user.email, PASSWORD, '192.0.2.6')).status).toBe(429);
    expect((await read()).status).toBe(200);
  });

  it('take as long for a user who does not exist', async () => {
    const known = await aPerson(gateway, 'viewer');
    const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
    for (let n = 0; n < 8; n++) {
      for (const [who, email] of [
        ['known', known.user.email],
        ['unknown', 'unknown@shop.example'],
      ] as const) {
        const begunMs = performance.now();
        const authorization = basic(email, `guess ${n}`);
        await gateway.request('GET', MONITORS, undefined, { authorization, 'x-forwarded-for': '192.0.2.7' });
        times[who].push(performance.now() - begunMs);
      }
    }
    // The quickest of each: whatever else the machine does only adds to a time.
    const ratio = Math.min(...times.known) / Math.min(...times.unknown);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });
});
