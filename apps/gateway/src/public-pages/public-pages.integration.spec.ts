import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type StatusPageResponse, type StatusSummary, statusSummary } from '@wakeful/contracts';
import { insertDowntimeWindow } from '@wakeful/testing';
import { ATTEMPTS_PER_ACCOUNT } from '../access/login-limits.js';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

const HOSTILE = '"><script>alert(1)</script>';
const SECRET = 'connect ECONNREFUSED 10.9.8.7';

describe('the public page', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.stop());

  const publish = async (fields: object): Promise<StatusPageResponse> => {
    const input = { title: 'Shop', isPublished: true, ...fields };
    return (await gateway.request<StatusPageResponse>('POST', '/api/v1/status-pages', input)).body;
  };
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}${path}`, { headers, redirect: 'manual' });
  const enter = (slug: string, password: string) =>
    fetch(`${gateway.url}/status/${slug}`, {
      method: 'POST',
      body: new URLSearchParams({ password }),
      redirect: 'manual',
    });
  const openWindow = (id: string) =>
    insertDowntimeWindow(gateway.dataSource, id, {
      startedAt: new Date(Date.now() - 3_600_000),
      lastGoodAt: new Date(),
      firstFailure: { detail: SECRET },
    });

  it('shows 100 monitors in less than 50 KB, without scripts, addresses or details', async () => {
    const monitors: { monitorId: string; label: string }[] = [];
    for (let number = 0; number < 100; number++) {
      const { id } = await gateway.createMonitor({ url: `http://internal-host.example/${number}`, name: HOSTILE });
      monitors.push({ monitorId: id, label: number === 1 ? HOSTILE : `Service ${number}` });
    }
    const [first] = monitors;
    if (!first) throw new Error('there are no monitors');
    await openWindow(first.monitorId);
    await gateway.dataSource.query(
      `INSERT INTO downtime_windows (id, monitor_id, started_at, ended_at, last_good_at, reasons, affected_checks, first_failure)
       SELECT gen_random_uuid(), id, now() - make_interval(days => n), now() - make_interval(days => n) + interval '1 hour', now(),
              '{refused}', 3, '{}' FROM (SELECT id FROM monitors ORDER BY id LIMIT 10) m, generate_series(15, 89, 3) n`,
    );
    await gateway.dataSource.query(`UPDATE schedule_periods SET from_at = now() - interval '80 days'`);
    await gateway.dataSource.query(
      `UPDATE monitor_state SET known_until = now() + interval '1 minute', settled_until = now(), last_slot_at = now(), last_detail = $1,
              state = CASE WHEN monitor_id = $2 THEN 3 ELSE 1 END`,
      [SECRET, first.monitorId],
    );
    const page = await publish({ slug: 'large', title: HOSTILE, groups: [{ name: 'All', monitors }] });
    const update = { title: HOSTILE, state: 'investigating', body: HOSTILE, monitorIds: [first.monitorId] };
    await gateway.request('POST', `/api/v1/status-pages/${page.id}/updates`, update);
    const answer = await get('/status/large');
    const text = await answer.text();
    if (process.env['STATUS_PAGE_FILE']) writeFileSync(process.env['STATUS_PAGE_FILE'], text);
    expect(answer.status).toBe(200);
    expect(Buffer.byteLength(text)).toBeLessThan(50_000);
    expect(text).toContain('Partial outage');
    for (const path of ['', '/feed.atom', '/feed.rss', '/summary.json']) {
      const part = await (await get(`/status/large${path}`)).text();
      expect(part).not.toMatch(/internal-host|ECONNREFUSED|10\.9\.8\.7|refused/);
      if (!path.endsWith('json')) expect(part).not.toContain('<script');
    }
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  });

  it('may be kept for 15 seconds, and is not sent twice', async () => {
    await publish({ slug: 'kept' });
    const answer = await get('/status/kept');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=15');
    const again = await get('/status/kept/summary.json');
    const etag = again.headers.get('etag') ?? '';
    const third = await get('/status/kept/summary.json', { 'if-none-match': etag });
    expect([third.status, await third.text()]).toEqual([304, '']);
    const summary = (await again.json()) as StatusSummary;
    expect(statusSummary.parse(summary)).toEqual(summary);
  });

  it('asks for the password, says when it is wrong, and gives a pass to this page only', async () => {
    const visibility = 'password';
    await publish({ slug: 'secret', visibility, password: 'open sesame', description: 'hidden' });
    await publish({ slug: 'other', visibility, password: 'open sesame' });
    const asked = await get('/status/secret');
    expect([asked.status, asked.headers.get('cache-control')]).toEqual([401, 'private, no-store']);
    expect(await asked.text()).not.toContain('hidden');
    expect((await get('/status/secret/summary.json')).status).toBe(401);
    const wrong = await enter('secret', 'nope');
    expect([wrong.status, (await wrong.text()).includes('Wrong password.')]).toEqual([401, true]);
    const right = await enter('secret', 'open sesame');
    const cookie = right.headers.get('set-cookie') ?? '';
    expect([right.status, right.headers.get('location')]).toEqual([303, '/status/secret']);
    expect(cookie).toMatch(/Path=\/status\/secret; HttpOnly; SameSite=Lax/);
    const headers = { cookie: cookie.split(';', 1)[0] ?? '' };
    const shown = await get('/status/secret', headers);
    expect([shown.status, shown.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
    expect((await get('/status/other', headers)).status).toBe(401);
  });

  it('takes back a pass when the password changes, and none that was made up or spoilt', async () => {
    const page = await publish({ slug: 'renewed', visibility: 'password', password: 'open sesame' });
    const given = (await enter('renewed', 'open sesame')).headers.get('set-cookie')?.split(';', 1)[0] ?? '';
    for (const cookie of ['wakeful_page=', 'wakeful_page=made-up', `${given.slice(0, -4)}AAAA`]) {
      expect((await get('/status/renewed', { cookie })).status).toBe(401);
    }
    await gateway.dataSource.query(`UPDATE status_pages SET password_hash = 'another' WHERE id = $1`, [page.id]);
    // What is read of a page is 15 seconds old at most: a replica that starts now has read nothing.
    const sharing = await startTestGateway({ sharing: gateway });
    try {
      expect((await fetch(`${sharing.url}/status/renewed`, { headers: { cookie: given } })).status).toBe(401);
    } finally {
      await sharing.stop();
    }
  });

  it('shows the logo as the image that it is called, and as nothing that could run', async () => {
    const script = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    const disguised = `data:image/png;base64,${Buffer.from(script).toString('base64')}`;
    await publish({ slug: 'logo', logo: disguised });
    const answer = await get('/status/logo/logo');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    expect(await (await get('/status/logo')).text()).toContain('<img src="/status/logo/logo"');
    await publish({ slug: 'no-logo' });
    expect((await get('/status/no-logo/logo')).status).toBe(404);
  });

  it('bounds the attempts at a password', async () => {
    await publish({ slug: 'guess', visibility: 'password', password: 'open sesame' });
    let status = 0;
    for (let attempt = 0; attempt <= ATTEMPTS_PER_ACCOUNT; attempt++) ({ status } = await enter('guess', 'nope'));
    expect(status).toBe(429);
  });

  it('is not there while it is not published, and says so to people', async () => {
    await publish({ slug: 'draft', isPublished: false });
    for (const slug of ['draft', 'nothing', '%zz']) {
      const answer = await get(`/status/${slug}`);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('Status page not found');
    }
  });

  it('refuses programs that read the summary in their language', async () => {
    const missing = await gateway.request<{ type: string }>('GET', '/status/not-there/summary.json', undefined, {
      authorization: '',
    });
    expect(missing).toMatchObject({ status: 404, body: { type: 'urn:wakeful:problem:not-found' } });
    const page = {
      slug: 'closed',
      title: 'Closed',
      visibility: 'password',
      password: 'open sesame',
      isPublished: true,
    };
    expect((await gateway.request('POST', '/api/v1/status-pages', page)).status).toBe(201);
    const closed = await gateway.request<{ type: string }>('GET', '/status/closed/summary.json', undefined, {
      authorization: '',
    });
    expect(closed).toMatchObject({ status: 401, body: { type: 'urn:wakeful:problem:page-password' } });
    expect(closed.headers.get('content-type')).toContain('application/problem+json');
  });
});
