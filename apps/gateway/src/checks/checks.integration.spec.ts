import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Check,
  checkSeries,
  type Gap,
  latestChecks,
  MINUTE_MS,
  monitorOddities,
  type Series,
} from '@wakeful/contracts';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

describe('checks over HTTP', () => {
  let gateway: TestGateway;
  let monitorId: string;
  /** The newest slot of the test's checks, on a whole minute in the past. */
  const newestMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - MINUTE_MS;
  const slot = (minutesBack: number) => new Date(newestMs - minutesBack * MINUTE_MS).toISOString();

  beforeAll(async () => {
    gateway = await startTestGateway();
    ({ id: monitorId } = await gateway.createMonitor({ locations: ['default', 'eu'] }));
    await gateway.dataSource.query(`INSERT INTO locations (name) VALUES ('default'), ('eu')`);
    // 50 slots from both locations; every tenth is down.
    await gateway.dataSource.query(
      `INSERT INTO checks (scheduled_at, monitor_key, delay_ms, dns_us, connect_us, tls_us, ttfb_us, transfer_us,
         http_status, location_id, status, reason, trigger, detail)
       SELECT $2::timestamptz - make_interval(mins => n), m.key, 7, 0, 1234, 0, 2000, 500,
         CASE WHEN n % 10 = 0 THEN 503 ELSE 200 END, l.id, CASE WHEN n % 10 = 0 THEN 3 ELSE 1 END,
         CASE WHEN n % 10 = 0 THEN 6 ELSE 0 END, 1, CASE WHEN n % 10 = 0 THEN 'The page answered 503.' ELSE '' END
       FROM monitors m, locations l, generate_series(0, 49) n WHERE m.id = $1`,
      [monitorId, slot(0)],
    );
  });
  afterAll(() => gateway.stop());

  const list = async (query = '') =>
    (await gateway.request<Series<Check>>('GET', `/api/v1/monitors/${monitorId}/checks${query}`)).body;

  it('shows the newest first, with its timings in milliseconds', async () => {
    const { items } = checkSeries.parse(await list('?limit=2'));
    expect(items.map(({ location, scheduledAt }) => [location, scheduledAt])).toEqual([
      ['eu', slot(0)],
      ['default', slot(0)],
    ]);
    expect(items[0]).toEqual({
      scheduledAt: slot(0),
      startedAt: new Date(newestMs + 7).toISOString(),
      location: 'eu',
      trigger: 'schedule',
      status: 'down',
      reason: 'http_status',
      detail: 'The page answered 503.',
      httpStatus: 503,
      timings: { dnsMs: null, connectMs: 1.234, tlsMs: null, ttfbMs: 2, transferMs: 0.5, totalMs: 3.734 },
    });
  });

  it.each([1, 7, 50, 99, 100, 101])('walks through all of them in pages of %d, each once', async (limit) => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Series<Check> = await list(`?limit=${limit}${cursor && `&cursor=${cursor}`}`);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      seen.push(...page.items.map(({ scheduledAt, location }) => `${scheduledAt} ${location}`));
      cursor = page.nextCursor;
    }
    expect(seen).toHaveLength(100);
    expect(new Set(seen).size).toBe(100);
    expect(seen).toEqual([...seen].sort().reverse());
  });

  it.each([
    ['status=down', 10],
    ['status=unknown', 0],
    ['location=eu', 50],
    ['location=nowhere', 0],
    ['status=down&location=eu&limit=3', 3],
    [`from=${slot(9)}`, 20],
    [`to=${slot(9)}`, 80],
    [`from=${slot(19)}&to=${slot(9)}&status=down`, 2],
  ])('%s', async (query, count) => {
    expect((await list(`?${query}`)).items).toHaveLength(count);
  });

  it('continues after a filtered page', async () => {
    const first = await list('?status=down&limit=4');
    const second = await list(`?status=down&limit=10&cursor=${first.nextCursor}`);
    expect(second.items).toHaveLength(6);
    expect(second.nextCursor).toBeNull();
  });

  it('shows the newest of each location', async () => {
    const { body } = await gateway.request('GET', `/api/v1/monitors/${monitorId}/checks/latest`);
    expect(latestChecks.parse(body).items.map(({ location, scheduledAt }) => [location, scheduledAt])).toEqual([
      ['default', slot(0)],
      ['eu', slot(0)],
    ]);
  });

  it('shows what strays from the standards in the newest good answer, until the URL is another', async () => {
    const path = `/api/v1/monitors/${monitorId}`;
    const read = async () => monitorOddities.parse((await gateway.request('GET', `${path}/oddities`)).body);
    expect(await read()).toEqual({ oddities: [], since: null });
    const oddities = ['The status line has no reason.', 'A header has no colon.'];
    await gateway.dataSource.query('INSERT INTO monitor_oddities VALUES ($1, $2, $3)', [
      monitorId,
      JSON.stringify(oddities),
      slot(0),
    ]);
    expect(await read()).toEqual({ oddities, since: slot(0) });
    expect((await gateway.request('PATCH', path, { name: 'Renamed' })).status).toBe(200);
    expect(await read()).toEqual({ oddities, since: slot(0) });
    expect((await gateway.request('PATCH', path, { url: 'http://127.0.0.1:9/elsewhere' })).status).toBe(200);
    expect(await read()).toEqual({ oddities: [], since: null });
    expect((await gateway.request('GET', `/api/v1/monitors/${randomUUID()}/oddities`)).status).toBe(404);
  });

  it('lists gaps', async () => {
    for (const [from, until, location] of [
      [30, 25, 'default'],
      [30, 25, 'eu'],
      [10, 9, 'eu'],
    ] as const) {
      await gateway.dataSource.query('INSERT INTO gaps VALUES ($1, $2, $3, $4, $5)', [
        monitorId,
        location,
        slot(from),
        slot(until),
        from - until,
      ]);
    }
    const gaps = async (query: string) =>
      (await gateway.request<Series<Gap>>('GET', `/api/v1/monitors/${monitorId}/gaps${query}`)).body;
    const first = await gaps('?limit=2');
    expect(first.items).toEqual([
      { from: slot(10), until: slot(9), location: 'eu', slots: 1 },
      { from: slot(30), until: slot(25), location: 'eu', slots: 5 },
    ]);
    expect(await gaps(`?cursor=${first.nextCursor}`)).toEqual({
      items: [{ from: slot(30), until: slot(25), location: 'default', slots: 5 }],
      nextCursor: null,
    });
    expect((await gaps(`?from=${slot(20)}`)).items).toHaveLength(1);
    expect((await gaps(`?to=${slot(10)}`)).items).toHaveLength(2);
  });
});
