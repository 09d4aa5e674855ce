import { randomUUID } from 'node:crypto';
import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEntry, Page, Problem, StatusPageDomain, StatusPageResponse } from '@wakeful/contracts';
import { aPerson } from '../access/people.fixture.js';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';
import { startTxtServer, type TxtServer } from '../status-pages/txt-server.fixture.js';
import { PageDomains } from './page-domains.js';

const DOMAIN = 'status.shop.example';
const PAGES = '/api/v1/status-pages';

interface Seen {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

describe('the domain of a status page', () => {
  let names: TxtServer;
  let gateway: TestGateway;
  beforeAll(async () => {
    names = await startTxtServer();
    gateway = await startTestGateway({
      variables: { PUBLIC_URL: 'https://wakeful.example', DOMAIN_NAME_SERVERS: names.address },
    });
    const password = { visibility: 'password', password: 'open sesame' };
    const pages = [
      await publish({ slug: 'shop', title: 'Shop', domain: DOMAIN, logo: 'data:image/png;base64,iVBORw0KGgo=' }),
      await publish({ slug: 'staff', title: 'Staff', domain: 'staff.shop.example', ...password }),
      await publish({ slug: 'draft', title: 'Draft', domain: 'draft.shop.example', isPublished: false }),
    ];
    await publish({ slug: 'plain', title: 'Plain' });
    for (const { body } of pages) await gateway.request('POST', `${PAGES}/${body.id}/domain/confirm`);
    await gateway.app.get(PageDomains).refresh();
  });
  afterAll(async () => {
    await gateway.stop();
    await names[Symbol.asyncDispose]();
  });

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

  it('has its feeds, its JSON and its logo next to it, with links to that host and never to what a request says', async () => {
    expect((await ask('/feed.rss', `${DOMAIN}:1234`)).text).toContain(`<link>https://${DOMAIN}</link>`);
    expect((await ask('/feed.atom', DOMAIN)).text).toContain(`href="https://${DOMAIN}/feed.atom"`);
    expect(JSON.parse((await ask('/summary.json', DOMAIN)).text)).toMatchObject({ slug: 'shop', title: 'Shop' });
    expect((await ask('/logo', DOMAIN)).headers['content-type']).toBe('image/png');
    const { headers } = await ask('/', DOMAIN);
    expect((await ask('/', DOMAIN, { 'if-none-match': String(headers.etag) })).status).toBe(304);
  });

  it('continues to answer at the address that the page has on the host of Wakeful', async () => {
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

  describe('that is not verified', () => {
    const host = 'new.shop.example';
    let path: string;
    let record: { name: string; value: string };
    beforeAll(async () => {
      const { body } = await publish({ slug: 'new', title: 'New', domain: host });
      path = `${PAGES}/${body.id}/domain`;
      record = { name: `_wakeful.${host}`, value: `wakeful-page=${body.id}` };
    });
    const check = (headers: Record<string, string> = {}) =>
      gateway.request<StatusPageDomain & Problem>('POST', `${path}/check`, undefined, headers);
    const isServed = async (): Promise<boolean> => {
      await gateway.app.get(PageDomains).refresh();
      return (await ask('/', host)).text.includes('<h1>New</h1>');
    };

    it('is not served, and says which record proves it', async () => {
      const { body } = await gateway.request<StatusPageDomain>('GET', path);
      expect(body).toEqual({ domain: host, state: 'waiting', record, since: null });
      expect(await isServed()).toBe(false);
      expect((await ask('/status/new', 'wakeful.example')).text).toContain('<h1>New</h1>');
    });

    it('stays so without the record, with that of another page, and while name servers fail', async () => {
      names.records.set(DOMAIN, [record.value]);
      const none = await check();
      expect([none.status, none.body.type]).toEqual([409, 'urn:wakeful:problem:domain-not-proved']);
      expect(none.body.detail).toContain(`${record.name} has no TXT record with the value ${record.value}`);
      names.records.set(record.name, ['v=spf1 -all', `wakeful-page=${randomUUID()}`]);
      expect((await check()).body.detail).toContain('Found: v=spf1 -all, wakeful-page=');
      names.records.set(record.name, null);
      const failed = await check();
      expect([failed.status, failed.body.type]).toEqual([503, 'urn:wakeful:problem:domain-look-up-failed']);
      expect(await isServed()).toBe(false);
    });

    it('is served once the record is there, and after it is gone, which an editor sees to', async () => {
      const { authorization } = await aPerson(gateway, 'editor');
      expect((await gateway.request('POST', `${path}/confirm`, undefined, { authorization })).status).toBe(403);
      names.records.set(record.name, ['v=spf1 -all', record.value]);
      const { status, body } = await check({ authorization });
      expect([status, body]).toEqual([200, { domain: host, state: 'proved', record, since: expect.any(String) }]);
      names.records.delete(record.name);
      expect(await isServed()).toBe(true);
      const log = await gateway.request<Page<AuditEntry>>('GET', '/api/v1/audit-log?operation=checkStatusPageDomain');
      expect(log.body.items[0]).toMatchObject({ before: { state: 'waiting' }, after: { state: 'proved' } });
    });

    it('has to be proved again when it is another one', async () => {
      const page = path.replace('/domain', '');
      const setDomain = (domain: string | null) => gateway.request('PATCH', page, { domain });
      await setDomain('other.shop.example');
      await gateway.app.get(PageDomains).refresh();
      expect((await ask('/', 'other.shop.example')).text).not.toContain('<h1>New</h1>');
      expect((await gateway.request<StatusPageDomain>('GET', path)).body.state).toBe('waiting');
      await setDomain(host);
      expect((await gateway.request<StatusPageDomain>('GET', path)).body.state).toBe('waiting');
      expect(await isServed()).toBe(false);
      await setDomain(null);
      expect((await check()).status).toBe(409);
      const { status } = await gateway.request('POST', `${PAGES}/${randomUUID()}/domain/check`);
      expect(status).toBe(404);
    });
  });

  it('that a page had before records were asked for stays valid', async () => {
    const isThere = async () =>
      (await gateway.dataSource.query<unknown[]>(`SELECT FROM pg_tables WHERE tablename = 'status_page_domains'`))
        .length > 0;
    while (await isThere()) await gateway.dataSource.undoLastMigration({ transaction: 'each' });
    await gateway.dataSource.runMigrations({ transaction: 'each' });
    await gateway.app.get(PageDomains).refresh();
    expect((await ask('/', DOMAIN)).text).toContain('<h1>Shop</h1>');
    const { id = '' } = (await gateway.request<Page<StatusPageResponse>>('GET', PAGES)).body.items.find(
      ({ slug }) => slug === 'shop',
    ) ?? { id: '' };
    const { body } = await gateway.request<StatusPageDomain>('GET', `${PAGES}/${id}/domain`);
    expect(body.state).toBe('confirmed');
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
