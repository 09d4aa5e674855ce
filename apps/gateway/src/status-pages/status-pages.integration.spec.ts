import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Page,
  type Problem,
  statusPage,
  type StatusPageResponse,
  statusUpdate,
  type StatusUpdateResponse,
} from '@wakeful/contracts';
import { aPerson } from '../access/people.fixture.js';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

const PAGES = '/api/v1/status-pages';

describe('status pages over HTTP', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.stop());

  let count = 0;
  const create = (fields: object = {}) =>
    gateway.request<StatusPageResponse>('POST', PAGES, { slug: `page-${++count}`, title: 'Shop', ...fields });

  it('keeps groups and monitors in order, and forgets a monitor that is deleted', async () => {
    const [a, b, c] = [await gateway.createMonitor(), await gateway.createMonitor(), await gateway.createMonitor()];
    const groups = [
      {
        name: 'B',
        monitors: [
          { monitorId: c.id, label: 'Third' },
          { monitorId: a.id, label: null },
        ],
      },
      { name: 'A', monitors: [{ monitorId: b.id, label: null }] },
    ];
    const { status, body, headers } = await create({ groups });
    expect([status, headers.get('etag')]).toEqual([201, '"1"']);
    expect(statusPage.parse(body)).toEqual(body);
    expect(body).toMatchObject({ groups, showUrl: false, isPublished: false, visibility: 'public' });
    await gateway.request('DELETE', `/api/v1/monitors/${c.id}`);
    const after = await gateway.request<StatusPageResponse>('GET', `${PAGES}/${body.id}`);
    expect(after.body.groups[0]?.monitors).toEqual([{ monitorId: a.id, label: null }]);
  });

  it('hashes the password, and never shows it', async () => {
    const { status } = await create({ visibility: 'password' });
    expect(status).toBe(400);
    const { body } = await create({ visibility: 'password', password: 'open sesame' });
    const list = await gateway.request<Page<StatusPageResponse>>('GET', PAGES);
    const log = await gateway.request('GET', '/api/v1/audit');
    expect(JSON.stringify([body, list.body, log.body])).not.toMatch(/sesame|argon2|passwordHash/);
    const [row] = await gateway.dataSource.query<{ hash: string }[]>(
      'SELECT password_hash AS hash FROM status_pages WHERE id = $1',
      [body.id],
    );
    expect(row?.hash).toMatch(/^\$argon2id\$/);
  });

  it('changes only what is sent, and only the version that was seen', async () => {
    const { body } = await create();
    const path = `${PAGES}/${body.id}`;
    const changed = await gateway.request<StatusPageResponse>('PATCH', path, { title: 'Other' }, { 'if-match': '"1"' });
    expect(changed.body).toMatchObject({ title: 'Other', slug: body.slug, version: 2 });
    expect((await gateway.request('PATCH', path, { title: 'X' }, { 'if-match': '"1"' })).status).toBe(412);
    expect((await gateway.request('DELETE', path, undefined, { 'if-match': '"2"' })).status).toBe(204);
    expect((await gateway.request('GET', path)).status).toBe(404);
  });

  it('refuses a slug or a domain twice, a monitor twice, and an SVG', async () => {
    const { body } = await create({ domain: 'status.shop.example' });
    expect(await create({ slug: body.slug })).toMatchObject({ status: 409, body: { errors: [{ path: 'slug' }] } });
    expect(await create({ domain: body.domain })).toMatchObject({
      status: 409,
      body: { errors: [{ path: 'domain' }] },
    });
    const { id } = await gateway.createMonitor();
    const twice = [{ name: 'A', monitors: [{ monitorId: id }, { monitorId: id }] }];
    expect((await create({ groups: twice })).status).toBe(400);
    const svg = await gateway.request<Problem>('POST', PAGES, {
      slug: 'svg',
      title: 'x',
      logo: 'data:image/svg+xml;base64,PHN2Zy8+',
    });
    expect(svg).toMatchObject({ status: 400, body: { errors: [{ path: 'logo' }] } });
  });

  it('keeps the history of an update', async () => {
    const { body: page } = await create();
    const { id: monitorId } = await gateway.createMonitor();
    const updates = `${PAGES}/${page.id}/updates`;
    const input = { title: 'Payments fail', state: 'investigating', body: 'We look.', monitorIds: [monitorId] };
    const posted = await gateway.request<StatusUpdateResponse>('POST', updates, input);
    expect(posted.status).toBe(201);
    expect(statusUpdate.parse(posted.body)).toEqual(posted.body);
    const path = `${updates}/${posted.body.id}`;
    const changes = { state: 'resolved', body: 'It works.' };
    const { body: after } = await gateway.request<StatusUpdateResponse>('PATCH', path, changes);
    expect(after.messages.map(({ body }) => body)).toEqual(['It works.', 'We look.']);
    expect(after.resolvedAt).not.toBeNull();
    const again = await gateway.request<StatusUpdateResponse>('PATCH', path, { state: 'monitoring' });
    expect(again.body).toMatchObject({ resolvedAt: null, monitorIds: [monitorId], version: 3 });
    expect((await gateway.request<Page<unknown>>('GET', updates)).body.total).toBe(1);
    expect((await gateway.request('DELETE', path)).status).toBe(204);
    expect((await gateway.request('GET', path)).status).toBe(404);
  });

  it('lets viewers read and editors write', async () => {
    const { body: page } = await create();
    const [viewer, editor] = [await aPerson(gateway, 'viewer'), await aPerson(gateway, 'editor')];
    const patch = (authorization: string) =>
      gateway.request('PATCH', `${PAGES}/${page.id}`, { title: 'New' }, { authorization });
    expect((await gateway.request('GET', PAGES, undefined, { authorization: viewer.authorization })).status).toBe(200);
    expect((await patch(viewer.authorization)).status).toBe(403);
    expect((await patch(editor.authorization)).status).toBe(200);
  });

  it('a change of nothing is no new version, of a page and of an update', async () => {
    const { body: page } = await gateway.request<StatusPageResponse>('POST', '/api/v1/status-pages', {
      slug: 'same',
      title: 'Same',
    });
    const path = `/api/v1/status-pages/${page.id}`;
    const { id: _, createdAt: _c, updatedAt: _u, version, ...fields } = page;
    expect(await gateway.request('PATCH', path, fields)).toMatchObject({ status: 200, body: { version } });
    const posted = { title: 'Slow', state: 'investigating', body: 'We look.' };
    const { body: update } = await gateway.request<StatusUpdateResponse>('POST', `${path}/updates`, posted);
    const same = {
      title: update.title,
      state: update.state,
      monitorIds: update.monitorIds,
      resolvedAt: update.resolvedAt,
    };
    const unchanged = await gateway.request('PATCH', `${path}/updates/${update.id}`, same);
    expect(unchanged).toMatchObject({ status: 200, body: { version: update.version } });
    const told = await gateway.request('PATCH', `${path}/updates/${update.id}`, { ...same, body: 'Still.' });
    expect(told).toMatchObject({ status: 200, body: { version: update.version + 1 } });
  });
});
