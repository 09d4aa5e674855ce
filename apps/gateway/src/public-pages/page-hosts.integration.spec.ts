import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem, StatusPageResponse } from '@wakeful/contracts';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';
import { PageDomains } from './page-domains.js';

const DOMAIN = 'status.shop.example';
const PAGES = '/api/v1/status-pages';

interface Seen {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

describe('the domain of a status page', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ variables: { PUBLIC_URL: 'https://wakeful.example' } });
    await publish({ slug: 'shop', title: 'Shop', domain: DOMAIN, logo: 'data:image/png;base64,iVBORw0KGgo=' });
    await publish({
      slug: 'staff',
      title: 'Staff',
      domain: 'staff.shop.example',
      visibility: 'password',
      password: 'open sesame',
    });
    await publish({ slug: 'draft', title: 'Draft', domain: 'draft.shop.example', isPublished: false });
    await publish({ slug: 'plain', title: 'Plain' });
    await gateway.app.get(PageDomains).refresh();
  });
  afterAll(() => gateway.stop());

  const publish = (fields: object) =>
    gateway.request<StatusPageResponse & Problem>('POST', PAGES, { isPublished: true, ...fields });

  /** Sends any Host header, as a client of one's own may. */
  const ask = (path: string, host: string, others: Record<string, string> = {}, body?: string): Promise<Seen> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(gateway.url);
      const method = body === undefined ? 'GET' : 'POST';
      const authorization = body === undefined ? { authorization: `Bearer ${gateway.apiKey}` } : {};
      const headers = { host, accept: 'text/html,*/*;q=0.8', ...authorization, ...others };
      const sent = httpRequest({ hostname, port, path, headers, method });
      sent.on('error', reject);
      sent.on('response', (response) => {
        const { statusCode: status = 0, headers: answered } = response;
        textOf(response).then((text) => resolve({ status, headers: answered, text }), reject);
      });
      sent.end(body);
    });

  it.each([DOMAIN, `${DOMAIN}:8443`, 'STATUS.Shop.Example', `${DOMAIN}.`, `${DOMAIN}.:80`])(
    'is the page itself at /, as %s',
    async (host) => {
      const { status, headers, text } = await ask('/?utm=1', host);
      expect([status, headers['content-type'], headers['cache-control']]).toEqual([
        200,
        'text/html; charset=utf-8',
        'public, max-age=15',
      ]);
      expect(text).toContain('<h1>Shop</h1>');
      expect(text).toContain('href="/feed.atom"');
      expect(text).not.toContain('/status/shop');
    },
  );

  it('has its feeds, its JSON and its logo beside it, with links to that host and never to what a request says', async () => {
    expect((await ask('/feed.rss', `${DOMAIN}:1234`)).text).toContain(`<link>https://${DOMAIN}</link>`);
    expect((await ask('/feed.atom', DOMAIN)).text).toContain(`href="https://${DOMAIN}/feed.atom"`);
    expect(JSON.parse((await ask('/summary.json', DOMAIN)).text)).toMatchObject({ slug: 'shop', title: 'Shop' });
    expect((await ask('/logo', DOMAIN)).headers['content-type']).toBe('image/png');
    const { headers } = await ask('/', DOMAIN);
    expect((await ask('/', DOMAIN, { 'if-none-match': String(headers.etag) })).status).toBe(304);
  });

  it('goes on answering at the address that the page has on the host of Wakeful', async () => {
    for (const path of ['/status/shop', '/status/shop/feed.atom']) expect((await ask(path, DOMAIN)).status).toBe(200);
    const { text } = await ask('/status/shop', 'wakeful.example');
    expect(text).toContain('href="/status/shop/feed.atom"');
  });

  it.each([
    '/api/v1/monitors',
    '/api/v1/session',
    '/api/docs',
    '/api/docs/swagger-ui.css',
    '/api/openapi.json',
    '/login',
    '/monitors/new',
    '/favicon.svg',
    '/assets/app.js',
    '/metrics',
    '/health/ready',
    '/status/plain',
    '/status/staff',
    '/status/shop/',
    '/status/shop/other',
    '/status/shop/../plain',
    '/status/shop%2f..%2fplain',
    '/%61pi/v1/monitors',
    '//api/v1/monitors',
    '/badges/5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c/status.svg',
  ])('has nothing else of Wakeful, such as %s, not even for an admin', async (path) => {
    const { status, text, headers } = await ask(path, DOMAIN);
    expect([status, headers['cache-control']]).toEqual([404, 'private, no-store']);
    expect(text).toContain('Status page not found');
  });

  it('changes nothing of any other host', async () => {
    for (const host of ['wakeful.example', 'draft.shop.example', `x.${DOMAIN}`, 'localhost', '127.0.0.1']) {
      expect((await ask('/api/v1/monitors', host)).status).toBe(200);
      expect((await ask('/', host)).text).not.toContain('<h1>Shop</h1>');
    }
  });

  it('is what the Host header says, and nothing that can be added to a request', async () => {
    const { text } = await ask('/', 'wakeful.example', { 'x-forwarded-host': DOMAIN, forwarded: `host=${DOMAIN}` });
    expect(text).not.toContain('<h1>Shop</h1>');
    expect((await ask('/api/v1/monitors', DOMAIN, { 'x-forwarded-host': 'wakeful.example' })).status).toBe(404);
  });

  it('asks for the password there, and gives a pass for that host', async () => {
    const host = 'staff.shop.example';
    const asked = await ask('/', host);
    expect([asked.status, asked.headers['cache-control']]).toEqual([401, 'private, no-store']);
    expect(asked.text).toContain('action="/"');
    const form = { 'content-type': 'application/x-www-form-urlencoded', origin: `https://${host}` };
    expect((await ask('/', host, form, 'password=nope')).status).toBe(401);
    const right = await ask('/', host, form, 'password=open+sesame');
    expect([right.status, right.headers.location]).toEqual([303, '/']);
    const cookie = String(right.headers['set-cookie']);
    expect(cookie).toMatch(/Path=\/; HttpOnly; Secure; SameSite=Lax/);
    const pass = { cookie: cookie.split(';', 1)[0] ?? '' };
    expect((await ask('/', host, pass)).text).toContain('<h1>Staff</h1>');
    expect((await ask('/feed.atom', host, pass)).status).toBe(200);
    const foreign = { ...form, origin: 'https://evil.example' };
    expect((await ask('/', host, foreign, 'password=open+sesame')).status).toBe(403);
  });

  it('can be neither the host of Wakeful nor an address', async () => {
    for (const domain of ['wakeful.example', '10.0.0.1', 'localhost', 'a.example:80', 'Status.example', 'a.example.']) {
      const { status, body } = await publish({ slug: 'own', title: 'Own', domain });
      expect([domain, status, body.errors?.map(({ path }) => path)]).toEqual([domain, 400, ['domain']]);
    }
    const { body: page } = await publish({ slug: 'later', title: 'Later' });
    const changed = await gateway.request('PATCH', `${PAGES}/${page.id}`, { domain: 'wakeful.example' });
    expect(changed.status).toBe(400);
  });

  it('is kept while Postgres is away, and gone soon after the page is taken back', async () => {
    const domains = gateway.app.get(PageDomains);
    await gateway.dataSource.query('ALTER TABLE status_pages RENAME TO status_pages_away');
    await domains.refresh();
    expect(domains.slugOf(DOMAIN)).toBe('shop');
    await gateway.dataSource.query('ALTER TABLE status_pages_away RENAME TO status_pages');
    await gateway.dataSource.query(`UPDATE status_pages SET is_published = false WHERE slug = 'shop'`);
    await domains.refresh();
    expect(domains.slugOf(DOMAIN)).toBeNull();
  });
});
