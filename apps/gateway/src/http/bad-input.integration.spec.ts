import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type MonitorResponse, type Problem, problem } from '@wakeful/contracts';
import { type Answer, startTestGateway, type TestGateway } from '../gateway.fixture.js';
import { badConnections } from './bad-connections.fixture.js';

const MONITORS = '/api/v1/monitors';
const UNKNOWN_ID = '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c';
const SECRET = 'hunter2';
const url = 'http://127.0.0.1:9/bad';

interface Row {
  name: string;
  body: unknown;
  path: string;
}

/** Refused with 400 both as a new monitor and as a target to try. */
const badMonitors: Row[] = [
  { name: 'no URL', body: {}, path: 'url' },
  { name: 'unknown field', body: { url, bogus: 1 }, path: 'bogus' },
  { name: 'unknown field inside', body: { url, tls: { verify: true, cipher: 'x' } }, path: 'tls.cipher' },
  { name: 'wrong type', body: { url, intervalSeconds: '60' }, path: 'intervalSeconds' },
  { name: 'fraction', body: { url, timeoutMs: 1.5 }, path: 'timeoutMs' },
  { name: 'interval too short', body: { url, intervalSeconds: 4 }, path: 'intervalSeconds' },
  { name: 'interval too long', body: { url, intervalSeconds: 86_401 }, path: 'intervalSeconds' },
  { name: 'timeout equal to the interval', body: { url, intervalSeconds: 10, timeoutMs: 10_000 }, path: 'timeoutMs' },
  { name: 'timeout over two minutes', body: { url, intervalSeconds: 600, timeoutMs: 120_001 }, path: 'timeoutMs' },
  ...badConnections,
  { name: 'not a URL', body: { url: 'example' }, path: 'url' },
  { name: 'ftp URL', body: { url: 'ftp://example.com/' }, path: 'url' },
  { name: 'script URL', body: { url: 'javascript:alert(1)' }, path: 'url' },
  { name: 'credentials in the URL', body: { url: `http://ann:${SECRET}@example.com/` }, path: 'url' },
  { name: 'URL too long', body: { url: `http://example.com/${'a'.repeat(2100)}` }, path: 'url' },
  { name: 'unknown method', body: { url, method: 'TRACE' }, path: 'method' },
  { name: 'body with GET', body: { url, body: 'x' }, path: 'body' },
  { name: 'body over 1 MiB', body: { url, method: 'POST', body: 'x'.repeat(1_048_577) }, path: 'body' },
  { name: 'header with a newline', body: { url, headers: { 'X-A': 'a\nb: c' } }, path: 'headers.X-A' },
  { name: 'header name with a blank', body: { url, headers: { 'X A': 'a' } }, path: 'headers.X A' },
  {
    name: 'header that the checker sets',
    body: { url, headers: { 'Content-Length': '3' } },
    path: 'headers.Content-Length',
  },
  { name: 'hidden secret that is not stored', body: { url, headers: { Cookie: '***' } }, path: 'headers.Cookie' },
  {
    name: 'regex that does not compile',
    body: { url, assertions: [{ type: 'regex', pattern: '(' }] },
    path: 'assertions.0.pattern',
  },
  {
    name: 'regex with a back-reference',
    body: { url, assertions: [{ type: 'regex', pattern: '(a)\\1' }] },
    path: 'assertions.0.pattern',
  },
  { name: 'assertion of an unknown type', body: { url, assertions: [{ type: 'magic' }] }, path: 'assertions.0.type' },
  { name: 'expected status out of range', body: { url, expectedStatus: ['2xx', '1000'] }, path: 'expectedStatus.1' },
  { name: 'expected status below 100', body: { url, expectedStatus: ['099'] }, path: 'expectedStatus.0' },
  { name: 'status range upside down', body: { url, expectedStatus: ['299-200'] }, path: 'expectedStatus.0' },
  { name: 'empty list of locations', body: { url, locations: [] }, path: 'locations' },
  { name: 'location with capitals', body: { url, locations: ['EU'] }, path: 'locations.0' },
  { name: 'incomplete credentials', body: { url, auth: { type: 'basic', username: 'ann' } }, path: 'auth.password' },
  { name: 'blank name', body: { url, name: ' \t ' }, path: 'name' },
  { name: 'name that shows nothing', body: { url, name: '\u200b' }, path: 'name' },
  ...['a\nb', 'price-€', 'ends '].map((token) => ({
    name: `bearer token ${JSON.stringify(token)}`,
    body: { url, auth: { type: 'bearer', token } },
    path: 'auth.token',
  })),
  {
    name: 'user name with a colon',
    body: { url, auth: { type: 'digest', username: 'a:b', password: 'c' } },
    path: 'auth.username',
  },
  ...[
    'login.example/token',
    'ftp://login.example/token',
    'https://ann:b@login.example/',
    'https://login.example/#a',
  ].map((tokenUrl) => ({
    name: `token URL ${tokenUrl}`,
    body: { url, auth: { type: 'oauth2', tokenUrl, clientId: 'shop', clientSecret: SECRET } },
    path: 'auth.tokenUrl',
  })),
  {
    name: 'client secret missing',
    body: { url, auth: { type: 'oauth2', tokenUrl: 'https://login.example/token', clientId: 'shop' } },
    path: 'auth.clientSecret',
  },
  {
    name: 'scope with a quotation mark',
    body: {
      url,
      auth: {
        type: 'oauth2',
        tokenUrl: 'https://login.example/token',
        clientId: 'shop',
        clientSecret: SECRET,
        scope: 'read "all"',
      },
    },
    path: 'auth.scope',
  },
  {
    name: 'header that must not match a broken pattern',
    body: { url, assertions: [{ type: 'header', name: 'Server', operator: 'notMatches', value: '(' }] },
    path: 'assertions.0.value',
  },
  {
    name: 'integer that a JSON number rounds',
    body: { url, assertions: [{ type: 'jsonPath', path: '$.id', operator: 'equals', value: 9007199254740992 }] },
    path: 'assertions.0.value',
  },
  {
    name: 'duration of no phase',
    body: { url, assertions: [{ type: 'duration', phase: 'nap', maxMs: 1 }] },
    path: 'assertions.0.phase',
  },
  {
    name: 'final URL held against nothing',
    body: { url, assertions: [{ type: 'finalUrl', value: '' }] },
    path: 'assertions.0.value',
  },
  {
    name: 'certificate without days',
    body: { url, assertions: [{ type: 'certificate' }] },
    path: 'assertions.0.minDaysLeft',
  },
  { name: 'NUL in a name', body: { url, name: 'a\0b' }, path: 'name' },
  { name: 'half a surrogate pair', body: { url, tags: ['\ud800'] }, path: 'tags.0' },
  { name: 'not an object', body: [], path: '' },
  { name: 'nested very deep', body: '['.repeat(200_000) + ']'.repeat(200_000), path: '' },
  {
    name: 'deep in a field',
    body: `{"url":"${url}","tags":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
    path: 'tags.0',
  },
  { name: 'malformed JSON', body: `{"url": "${SECRET}`, path: '' },
  { name: 'prototype pollution', body: `{"url":"${url}","__proto__":{"enabled":false}}`, path: '__proto__' },
];

const badQueries: { path: string; field: string }[] = [
  { path: `${MONITORS}?status=sleepy`, field: 'status.0' },
  { path: `${MONITORS}?status=down,sleepy`, field: 'status.1' },
  { path: `${MONITORS}?status=`, field: 'status.0' },
  { path: `${MONITORS}?pageSize=201`, field: 'pageSize' },
  { path: `${MONITORS}?page=0`, field: 'page' },
  { path: `${MONITORS}?page=one`, field: 'page' },
  { path: `${MONITORS}?sort=key`, field: 'sort' },
  { path: `${MONITORS}?enabled=perhaps`, field: 'enabled' },
  { path: `${MONITORS}?location=`, field: 'location' },
  { path: `${MONITORS}?location=EU`, field: 'location' },
  { path: `${MONITORS}?bogus=1`, field: 'bogus' },
  { path: `${MONITORS}?q=%00`, field: 'q' },
  { path: `${MONITORS}/:id/checks?cursor=nonsense`, field: 'cursor' },
  { path: `${MONITORS}/:id/checks?cursor=OTk5OTk5OTk5OTk5OTk5OS4x`, field: 'cursor' },
  { path: `${MONITORS}/:id/checks?limit=1001`, field: 'limit' },
  { path: `${MONITORS}/:id/checks?from=yesterday`, field: 'from' },
  { path: `${MONITORS}/:id/checks?from=0000-01-01T00:00:00Z`, field: 'from' },
  { path: `${MONITORS}/:id/gaps?cursor=nonsense`, field: 'cursor' },
  { path: `${MONITORS}/:id/debug-sessions?moment=noon`, field: 'moment' },
  { path: `${MONITORS}/:id/debug-sessions?state=sleepy`, field: 'state' },
  { path: `${MONITORS}/:id/debug-sessions?windowId=1`, field: 'windowId' },
  { path: `${MONITORS}/:id/debug-sessions?pageSize=201`, field: 'pageSize' },
  { path: `/api/v1/debug-sessions/${UNKNOWN_ID}/events?type=smoke`, field: 'type' },
  { path: `/api/v1/debug-sessions/${UNKNOWN_ID}/events?statusClass=404`, field: 'statusClass' },
  { path: `/api/v1/debug-sessions/${UNKNOWN_ID}/events?failedOnly=1`, field: 'failedOnly' },
  { path: `/api/v1/debug-sessions/${UNKNOWN_ID}/events?resourceType=`, field: 'resourceType' },
  { path: `/api/v1/debug-sessions/${UNKNOWN_ID}/events?url=${'x'.repeat(501)}`, field: 'url' },
  { path: `/api/v1/debug-sessions/${UNKNOWN_ID}/events?url=%00`, field: 'url' },
  { path: `/api/v1/debug-sessions/${UNKNOWN_ID}/events?bogus=1`, field: 'bogus' },
  { path: '/api/v1/downtime-windows?monitorId=1', field: 'monitorId' },
  { path: '/api/v1/incidents?cause=weather', field: 'cause' },
  { path: '/api/v1/incidents?minSeconds=-1', field: 'minSeconds' },
  { path: '/api/v1/events?monitorId=1', field: 'monitorId' },
  { path: `${MONITORS}/:id/response-times?from=yesterday`, field: 'from' },
  { path: `${MONITORS}/:id/response-times?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z`, field: 'from' },
  { path: `${MONITORS}/:id/response-times?from=2024-01-01T00:00:00Z&to=2026-01-01T00:00:00Z`, field: 'from' },
  { path: `${MONITORS}/:id/response-times?window=7d`, field: 'window' },
  { path: '/api/v1/stats/hourly', field: 'monitorIds' },
  { path: '/api/v1/stats/hourly?monitorIds=1', field: 'monitorIds.0' },
  { path: `/api/v1/stats/hourly?monitorIds=${UNKNOWN_ID}&hours=49`, field: 'hours' },
  { path: `/api/v1/stats/hourly?monitorIds=${UNKNOWN_ID}&bogus=1`, field: 'bogus' },
  { path: '/api/v1/status-pages?pageSize=201', field: 'pageSize' },
  { path: '/api/v1/status-pages?bogus=1', field: 'bogus' },
  { path: `/api/v1/status-pages/${UNKNOWN_ID}/updates?page=0`, field: 'page' },
  { path: '/badges/:id/status.svg?window=1y', field: 'window' },
  { path: '/badges/:id/status.svg?label=', field: 'label' },
  { path: `/badges/:id/status.svg?label=${'x'.repeat(61)}`, field: 'label' },
  { path: '/badges/:id/status.svg?bogus=1', field: 'bogus' },
  { path: '/status/%00', field: 'slug' },
];

const PAGES = '/api/v1/status-pages';
const page = { slug: 'bad', title: 'Bad' };
const image = (type: string, bytes: number): string => `data:image/${type};base64,${'A'.repeat((bytes * 4) / 3)}`;

const badPages: Row[] = [
  { name: 'no address', body: { title: 'x' }, path: 'slug' },
  { name: 'no title', body: { slug: 'x' }, path: 'title' },
  { name: 'address with capitals', body: { ...page, slug: 'Shop' }, path: 'slug' },
  { name: 'address with a slash', body: { ...page, slug: 'a/b' }, path: 'slug' },
  { name: 'address too long', body: { ...page, slug: 'a'.repeat(61) }, path: 'slug' },
  { name: 'title too long', body: { ...page, title: 'a'.repeat(101) }, path: 'title' },
  { name: 'NUL in a title', body: { ...page, title: 'a\0b' }, path: 'title' },
  { name: 'half a surrogate pair', body: { ...page, description: '\ud800' }, path: 'description' },
  { name: 'logo that is an SVG', body: { ...page, logo: image('svg+xml', 30) }, path: 'logo' },
  { name: 'logo that is no data URL', body: { ...page, logo: 'https://shop.example/logo.png' }, path: 'logo' },
  { name: 'logo over 64 KiB', body: { ...page, logo: image('png', 66_000) }, path: 'logo' },
  { name: 'domain with a port', body: { ...page, domain: 'shop.example:80' }, path: 'domain' },
  { name: 'domain that is an address', body: { ...page, domain: '127.0.0.1' }, path: 'domain' },
  { name: 'unknown visibility', body: { ...page, visibility: 'secret' }, path: 'visibility' },
  { name: 'password too short', body: { ...page, visibility: 'password', password: SECRET }, path: 'password' },
  { name: 'no password where one is needed', body: { ...page, visibility: 'password' }, path: 'password' },
  { name: 'group without a name', body: { ...page, groups: [{ name: '', monitors: [] }] }, path: 'groups.0.name' },
  {
    name: 'monitor that does not exist',
    body: { ...page, groups: [{ name: 'All', monitors: [{ monitorId: UNKNOWN_ID }] }] },
    path: 'groups.0.monitors.0.monitorId',
  },
  {
    name: 'too many monitors',
    body: { ...page, groups: [{ name: 'All', monitors: Array(201).fill({ monitorId: UNKNOWN_ID }) }] },
    path: 'groups.0.monitors',
  },
  { name: 'unknown field', body: { ...page, passwordHash: 'x' }, path: 'passwordHash' },
  { name: 'wrong type', body: { ...page, isPublished: 'yes' }, path: 'isPublished' },
];

const update = { title: 'Bad', state: 'investigating', body: 'x' };
const badUpdates: Row[] = [
  { name: 'unknown state', body: { ...update, state: 'panic' }, path: 'state' },
  { name: 'no words', body: { ...update, body: '' }, path: 'body' },
  { name: 'too many words', body: { ...update, body: 'x'.repeat(5001) }, path: 'body' },
  { name: 'NUL in the words', body: { ...update, body: 'a\0b' }, path: 'body' },
  { name: 'no moment', body: { ...update, startsAt: 'yesterday' }, path: 'startsAt' },
  { name: 'monitor that does not exist', body: { ...update, monitorIds: [UNKNOWN_ID] }, path: 'monitorIds.0' },
  { name: 'no monitor at all', body: { ...update, monitorIds: ['x'] }, path: 'monitorIds.0' },
  { name: 'unknown field', body: { ...update, pageId: UNKNOWN_ID }, path: 'pageId' },
];

/** What people see, so not as JSON. */
const missingPages = [
  '/status/nothing',
  '/status/nothing/feed.atom',
  '/status/nothing/feed.rss',
  '/status/nothing/logo',
  '/status/%zz',
  '/status/a%2fb',
];

const missing: { request: [string, string, unknown?] }[] = [
  { request: ['GET', `${MONITORS}/${UNKNOWN_ID}`] },
  { request: ['GET', `${MONITORS}/not-an-id`] },
  { request: ['GET', `${MONITORS}/%zz`] },
  { request: ['GET', `${MONITORS}/%ff?q=1`] },
  { request: ['PATCH', `${MONITORS}/${UNKNOWN_ID}`, { name: 'x' }] },
  { request: ['DELETE', `${MONITORS}/${UNKNOWN_ID}`] },
  { request: ['POST', `${MONITORS}/${UNKNOWN_ID}/check`] },
  { request: ['GET', `${MONITORS}/${UNKNOWN_ID}/checks`] },
  { request: ['GET', `${MONITORS}/${UNKNOWN_ID}/checks/latest`] },
  { request: ['GET', `${MONITORS}/${UNKNOWN_ID}/gaps`] },
  { request: ['GET', `${MONITORS}/${UNKNOWN_ID}/response-times`] },
  { request: ['GET', `${MONITORS}/${UNKNOWN_ID}/downtime-windows`] },
  { request: ['GET', `${MONITORS}/${UNKNOWN_ID}/debug-sessions`] },
  { request: ['POST', `${MONITORS}/${UNKNOWN_ID}/debug-sessions`] },
  { request: ['POST', `${MONITORS}/${UNKNOWN_ID}/debug-sessions?waitSeconds=60`] },
  { request: ['GET', `/api/v1/debug-sessions/${UNKNOWN_ID}`] },
  { request: ['GET', '/api/v1/debug-sessions/not-an-id'] },
  { request: ['GET', `/api/v1/debug-sessions/${UNKNOWN_ID}/events`] },
  { request: ['GET', `/api/v1/debug-sessions/${UNKNOWN_ID}/artifacts/har`] },
  { request: ['GET', `/api/v1/debug-sessions/${UNKNOWN_ID}/artifacts/page.html`] },
  { request: ['GET', `/api/v1/debug-sessions/${UNKNOWN_ID}/artifacts/..%2f..%2fhar`] },
  { request: ['GET', `/api/v1/downtime-windows/${UNKNOWN_ID}`] },
  { request: ['PATCH', `/api/v1/downtime-windows/${UNKNOWN_ID}`, { notes: 'x' }] },
  { request: ['GET', `/api/v1/incidents/${UNKNOWN_ID}`] },
  { request: ['GET', `/api/v1/incidents/${UNKNOWN_ID}/downtime-windows`] },
  { request: ['PATCH', `/api/v1/incidents/${UNKNOWN_ID}`, { owner: 'x' }] },
  { request: ['POST', `/api/v1/incidents/${UNKNOWN_ID}/acknowledge`, {}] },
  { request: ['POST', `/api/v1/incidents/${UNKNOWN_ID}/notes`, { text: 'x' }] },
  { request: ['POST', `/api/v1/incidents/${UNKNOWN_ID}/join`, { incidentIds: [UNKNOWN_ID] }] },
  { request: ['POST', `/api/v1/incidents/${UNKNOWN_ID}/split`, { windowIds: [UNKNOWN_ID] }] },
  { request: ['GET', `/api/v1/status-pages/${UNKNOWN_ID}`] },
  { request: ['GET', '/api/v1/status-pages/not-an-id'] },
  { request: ['PATCH', `/api/v1/status-pages/${UNKNOWN_ID}`, { title: 'x' }] },
  { request: ['DELETE', `/api/v1/status-pages/${UNKNOWN_ID}`] },
  { request: ['GET', `/api/v1/status-pages/${UNKNOWN_ID}/updates`] },
  { request: ['POST', `/api/v1/status-pages/${UNKNOWN_ID}/updates`, { title: 'x', state: 'resolved', body: 'x' }] },
  { request: ['GET', `/api/v1/status-pages/${UNKNOWN_ID}/updates/${UNKNOWN_ID}`] },
  { request: ['PATCH', `/api/v1/status-pages/${UNKNOWN_ID}/updates/${UNKNOWN_ID}`, { title: 'x' }] },
  { request: ['DELETE', `/api/v1/status-pages/${UNKNOWN_ID}/updates/${UNKNOWN_ID}`] },
  { request: ['GET', `/badges/${UNKNOWN_ID}/status.svg`] },
  { request: ['GET', '/badges/not-an-id/status.svg'] },
  { request: ['GET', `/badges/${UNKNOWN_ID}/secrets.svg`] },
  { request: ['GET', '/api/v1/nothing?token=hunter2'] },
];

describe('bad input over HTTP', () => {
  let gateway: TestGateway;
  let existing: MonitorResponse;
  beforeAll(async () => {
    gateway = await startTestGateway();
    existing = await gateway.createMonitor({ name: 'untouched' });
  });
  afterAll(() => gateway.stop());

  const monitorCount = async () => (await gateway.request<{ total: number }>('GET', MONITORS)).body.total;

  function expectProblem(answer: Answer, status: number): Problem {
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const body = problem.strict().parse(answer.body);
    expect(body).toMatchObject({ status, requestId: answer.headers.get('x-request-id') });
    expect(JSON.stringify(body)).not.toContain(SECRET);
    return body;
  }

  it.each(badMonitors)('create and try: $name', async ({ body, path }) => {
    for (const target of [MONITORS, '/api/v1/check']) {
      const { errors } = expectProblem(await gateway.request('POST', target, body), 400);
      expect(errors).toContainEqual({ path, message: expect.stringMatching(/\w+ \w+/) });
    }
    expect(await monitorCount()).toBe(1);
  });

  it.each(badMonitors.filter(({ body, path }) => typeof body !== 'string' && path !== 'url' && path !== ''))(
    'change: $name',
    async ({ body, path }) => {
      const { url: _, ...changes } = body as Record<string, unknown>;
      const { errors } = expectProblem(await gateway.request('PATCH', `${MONITORS}/${existing.id}`, changes), 400);
      expect(errors?.map((error) => error.path)).toContain(path);
      expect((await gateway.request('GET', `${MONITORS}/${existing.id}`)).body).toEqual(existing);
    },
  );

  it('says everything that is wrong in one answer', async () => {
    const wrong = {
      intervalSeconds: '60',
      method: 'GET',
      body: 'x',
      assertions: [{ type: 'magic' }, { type: 'regex', pattern: '(' }, { type: 'jsonPath', path: '$[' }],
    };
    for (const [method, path] of [
      ['POST', MONITORS],
      ['POST', '/api/v1/check'],
      ['PATCH', `${MONITORS}/${existing.id}`],
    ] as const) {
      const { errors } = expectProblem(await gateway.request(method, path, wrong), 400);
      const paths = errors?.map((error) => error.path).filter((one) => one !== 'url');
      expect(paths).toEqual([
        'intervalSeconds',
        'assertions.0.type',
        'body',
        'assertions.1.pattern',
        'assertions.2.path',
      ]);
    }
  });

  it.each(badQueries)('query: $path', async ({ path, field }) => {
    const { errors } = expectProblem(await gateway.request('GET', path.replace(':id', existing.id)), 400);
    expect(errors).toEqual([{ path: field, message: expect.any(String) }]);
  });

  it.each(['-1', '61', 'soon', 'NaN'])('no session is started with waitSeconds=%s', async (waitSeconds) => {
    const path = `${MONITORS}/${existing.id}/debug-sessions?waitSeconds=${waitSeconds}`;
    const { errors } = expectProblem(await gateway.request('POST', path), 400);
    expect(errors?.map((error) => error.path)).toEqual(['waitSeconds']);
    expect((await gateway.request('GET', `${MONITORS}/${existing.id}/debug-sessions`)).body).toMatchObject({
      total: 0,
    });
  });

  it.each(missing)('not there: $request.0 $request.1', async ({ request }) => {
    expectProblem(await gateway.request(...request), 404);
  });

  it.each(badPages)('status page: $name', async ({ body, path }) => {
    const { errors } = expectProblem(await gateway.request('POST', PAGES, body), 400);
    expect(errors?.map((error) => error.path)).toContain(path);
    expect((await gateway.request('GET', PAGES)).body).toMatchObject({ total: 0 });
  });

  it.each(badUpdates)('update of a status page: $name', async ({ body, path }) => {
    const { body: existingPage } = await gateway.request<{ id: string }>('POST', PAGES, { slug: 'good', title: 'x' });
    const updates = `${PAGES}/${existingPage.id}/updates`;
    const { errors } = expectProblem(await gateway.request('POST', updates, body), 400);
    expect(errors?.map((error) => error.path)).toContain(path);
    expect((await gateway.request('GET', updates)).body).toMatchObject({ total: 0 });
    await gateway.request('DELETE', `${PAGES}/${existingPage.id}`);
  });

  it.each(missingPages)('says to people that %s is not there', async (path) => {
    for (const method of ['GET', 'POST'].slice(0, /^\/status\/[^/]+$/.test(path) ? 2 : 1)) {
      const answer = await gateway.request<string>(method, path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
      expect(answer.body).toContain('Status page not found');
    }
  });

  it('refuses a body over the limit of the service with 413', async () => {
    expectProblem(await gateway.request('POST', MONITORS, { url, body: 'x'.repeat(5_000_000) }), 413);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])(
    'refuses %s with 415',
    async (type) => {
      expectProblem(await gateway.request('POST', MONITORS, `url=${url}`, { 'content-type': type }), 415);
      expect(await monitorCount()).toBe(1);
    },
  );

  it('keeps a sane request id and replaces any other', async () => {
    const idFor = async (id: string) =>
      (await gateway.request('GET', MONITORS, undefined, { 'x-request-id': id })).headers.get('x-request-id');
    expect(await idFor('trace-1.2:3')).toBe('trace-1.2:3');
    expect(await idFor('a b')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await idFor('x'.repeat(65))).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('logged one line for each at most at info, no stack and no secret', () => {
    expect(gateway.log.filter(({ level }) => level !== 'debug' && level !== 'info')).toEqual([]);
    expect(gateway.log.filter(({ err }) => err !== undefined)).toEqual([]);
    expect(JSON.stringify(gateway.log)).not.toContain(SECRET);
    expect(gateway.log).toContainEqual(expect.objectContaining({ requestId: 'trace-1.2:3', status: 200 }));
  });
});
