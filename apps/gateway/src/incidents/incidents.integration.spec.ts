import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  incidentPage,
  type IncidentResponse,
  type IncidentSummary,
  incidentWindowPage,
  type MonitorResponse,
  type Page,
} from '@wakeful/contracts';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

const MANY = 1_000;
const ONE_SECOND_MS = 1_000;

describe('incidents over HTTP', () => {
  let gateway: TestGateway;
  let shop: MonitorResponse;
  let blog: MonitorResponse;
  const ended = randomUUID();
  const open = randomUUID();
  const windows = { ended: randomUUID(), shop: randomUUID(), blog: randomUUID() };

  const insertIncident = (id: string, startedAt: string, cause: readonly [string, string] | null) =>
    gateway.dataSource.query(
      'INSERT INTO incidents (id, started_at, cause_kind, cause_value) VALUES ($1, $2, $3, $4)',
      [id, startedAt, cause?.[0] ?? null, cause?.[1] ?? null],
    );
  const insertWindow = (id: string, incidentId: string, monitorId: string, startedAt: string, endedAt: string | null) =>
    gateway.dataSource.query(
      `WITH opened AS (
         INSERT INTO downtime_windows (id, monitor_id, started_at, ended_at, reasons, affected_checks, first_failure, suggested_root_cause)
         VALUES ($1, $3, $4, $5, '{refused}', 3, '{"reason": "refused", "detail": "Refused."}', 'Nothing answers at 192.0.2.8') RETURNING id
       ), placed AS (
         INSERT INTO incident_windows (window_id, incident_id) SELECT id, $2 FROM opened
       ) INSERT INTO incident_shares (window_id, kind, value)
         SELECT id, s.kind, s.value FROM opened,
                (VALUES ('address', '192.0.2.8'), ('signature', 'nothing answers at #')) AS s (kind, value)`,
      [id, incidentId, monitorId, startedAt, endedAt],
    );

  beforeAll(async () => {
    gateway = await startTestGateway();
    shop = await gateway.createMonitor({ name: 'Shop', tags: ['eu'], url: 'https://shop.example/' });
    blog = await gateway.createMonitor({ name: 'Blog', url: 'https://blog.example/' });
    await insertIncident(ended, '2026-01-01T00:00:00Z', null);
    await insertWindow(windows.ended, ended, shop.id, '2026-01-01T00:00:00Z', '2026-01-01T00:02:30.500Z');
    await insertIncident(open, '2026-01-03T00:00:00Z', ['address', '192.0.2.8']);
    await insertWindow(windows.shop, open, shop.id, '2026-01-03T00:00:00Z', null);
    await insertWindow(windows.blog, open, blog.id, '2026-01-03T00:00:20Z', null);
    const well = await gateway.createMonitor({ name: 'Well' });
    await gateway.dataSource.query(
      `INSERT INTO monitor_baselines (monitor_id, good_check) VALUES ($1, '{"addresses": ["192.0.2.8"]}')`,
      [well.id],
    );
  });
  afterAll(() => gateway.stop());

  const get = async <T>(path: string) => (await gateway.request<T>('GET', `/api/v1/incidents${path}`)).body;
  const post = async (path: string, body: object) =>
    gateway.request<IncidentResponse>('POST', `/api/v1/incidents/${path}`, body);

  it.each([
    ['', [open, ended]],
    ['?open=true', [open]],
    ['?open=false', [ended]],
    ['?from=2026-01-02T00:00:00Z', [open]],
    ['?to=2026-01-02T00:00:00Z', [ended]],
    ['?tag=eu', [open, ended]],
    ['?tag=us', []],
    ['?cause=address', [open]],
    ['?cause=host', []],
    ['?hasRootCause=true', []],
    ['?minSeconds=151', [open]],
    ['?q=BLOG', [open]],
    ['?q=nothing%20answers', [open, ended]],
    ['?q=192.0.2.8', [open, ended]],
  ])('are filtered: incidents%s', async (query, ids) => {
    const page = incidentPage.parse(await get<Page<IncidentSummary>>(query));
    expect(page.items.map(({ id }) => id)).toEqual(ids);
    expect(page.total).toBe(ids.length);
  });

  it('are found by their monitor and by their downtime window', async () => {
    expect(await get(`?windowId=${windows.blog}`)).toMatchObject({ total: 1, items: [{ id: open }] });
    expect(await get(`?monitorId=${blog.id}`)).toMatchObject({ total: 1, items: [{ id: open }] });
  });

  it('say whom they are about, who is well, and what it was when it was so before', async () => {
    expect(await get(`/${open}`)).toMatchObject({
      endedAt: null,
      windowCount: 2,
      openWindowCount: 2,
      monitors: [{ name: 'Shop' }, { name: 'Blog' }],
      suggestedRootCause: 'Nothing answers at 192.0.2.8',
      scope: '2 monitors on 192.0.2.8; 1 other there is fine',
      earlier: [{ id: ended, monitorName: 'Shop', rootCause: null }],
    });
    expect(await get(`/${ended}`)).toMatchObject({
      durationSeconds: 150.5,
      scope: '1 monitor on 192.0.2.8',
      earlier: [],
    });
  });

  it('list their windows in the order in which they began', async () => {
    const page = incidentWindowPage.parse(await get(`/${open}/downtime-windows`));
    expect(page).toMatchObject({ total: 2, items: [{ id: windows.shop }, { id: windows.blog, addedBy: null }] });
  });

  it('take an owner, notes, an acknowledgement, and a root cause that holds for their windows', async () => {
    const { body } = await gateway.request<IncidentResponse>('PATCH', `/api/v1/incidents/${ended}`, {
      rootCause: 'The power failed.',
      owner: 'Kim',
    });
    expect(body).toMatchObject({ rootCause: 'The power failed.', owner: 'Kim' });
    const window = await gateway.request('GET', `/api/v1/downtime-windows/${windows.ended}`);
    expect(window.body).toMatchObject({ rootCause: 'The power failed.' });
    await post(`${open}/notes`, { text: 'It does not answer to ping.' });
    const acknowledged = await post(`${open}/acknowledge`, {});
    expect(acknowledged).toMatchObject({ status: 200, body: { acknowledgedBy: expect.any(String) as unknown } });
    await post(`${open}/acknowledge`, {});
    const taken = await post(`${open}/acknowledge`, { isAcknowledged: false });
    expect(taken.body).toMatchObject({ acknowledgedBy: null, acknowledgedAt: null });
    expect(taken.body.entries.map(({ kind }) => kind)).toEqual(['note', 'acknowledged', 'unacknowledged']);
    expect(await get('?hasRootCause=true')).toMatchObject({ items: [{ id: ended }] });
    expect(await get(`/${open}`)).toMatchObject({ earlier: [{ id: ended, rootCause: 'The power failed.' }] });
  });

  it('are split and joined by hand, and never left without a window', async () => {
    const stray = await post(`${open}/split`, { windowIds: [windows.ended] });
    const all = await post(`${open}/split`, { windowIds: [windows.shop, windows.blog] });
    expect([stray.status, all.status]).toEqual([409, 409]);
    const { body: made } = await post(`${open}/split`, { windowIds: [windows.blog] });
    expect(made).toMatchObject({ windowCount: 1, startedAt: '2026-01-03T00:00:20.000Z', cause: null });
    expect(await get(`/${open}`)).toMatchObject({ windowCount: 1, monitors: [{ name: 'Shop' }] });
    const { body: joined } = await post(`${open}/join`, { incidentIds: [made.id] });
    expect(joined).toMatchObject({ windowCount: 2, cause: { kind: 'address', value: '192.0.2.8' } });
    const gone = await gateway.request('GET', `/api/v1/incidents/${made.id}`);
    const unknown = await post(`${open}/join`, { incidentIds: [made.id] });
    expect([gone.status, unknown.status]).toEqual([404, 404]);
  });

  it(`are read within a second when one holds ${MANY} windows, among as many others`, async () => {
    const incidentId = randomUUID();
    await insertIncident(incidentId, '2026-01-05T00:00:00Z', ['location', 'default']);
    await gateway.dataSource.query(
      `WITH copies AS (
         INSERT INTO monitors (id, name, url, description, enabled, interval_seconds, timeout_ms, method, locations, tags, probe,
                               confirmations, confirmation_interval_seconds, recovery_confirmations, debug_on_down)
         SELECT gen_random_uuid(), 'Site ' || n, 'https://site-' || n || '.example/', '', true, 60, 10000, 'GET', '{default}', '{}', '{}',
                2, 5, 1, false FROM generate_series(1, $2::int) AS n RETURNING id
       ), windows AS (
         INSERT INTO downtime_windows (id, monitor_id, started_at, reasons, affected_checks, first_failure)
         SELECT gen_random_uuid(), id, '2026-01-05T00:00:00Z', '{timeout}', 3, '{"detail": "No answer."}' FROM copies RETURNING id
       ), past AS (
         INSERT INTO downtime_windows (id, monitor_id, started_at, ended_at, reasons, affected_checks, first_failure)
         SELECT gen_random_uuid(), id, '2025-01-05T00:00:00Z', '2025-01-05T01:00:00Z', '{timeout}', 3, '{}' FROM copies RETURNING id
       ), incidents AS (
         INSERT INTO incidents (id, started_at) SELECT id, '2025-01-05T00:00:00Z' FROM past
       ) INSERT INTO incident_windows (window_id, incident_id) SELECT id, $1 FROM windows UNION ALL SELECT id, id FROM past`,
      [incidentId, MANY],
    );
    for (const path of ['?open=true', `/${incidentId}`, `/${incidentId}/downtime-windows?pageSize=100`, '?q=site-7']) {
      const begunMs = performance.now();
      const { status } = await gateway.request('GET', `/api/v1/incidents${path}`);
      expect([path, status]).toEqual([path, 200]);
      expect(performance.now() - begunMs).toBeLessThan(ONE_SECOND_MS);
    }
  });
});
