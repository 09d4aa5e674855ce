import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  downtimeCorrectionPage,
  downtimeWindowPage,
  type DowntimeWindowResponse,
  type MonitorResponse,
  type Page,
  uncheckedTimePage,
} from '@wakeful/contracts';
import { insertDebugSession } from '../debug-sessions/debug-sessions.fixture.js';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';

describe('downtime windows over HTTP', () => {
  let gateway: TestGateway;
  let monitor: MonitorResponse;
  const ended = randomUUID();
  const open = randomUUID();

  beforeAll(async () => {
    gateway = await startTestGateway();
    monitor = await gateway.createMonitor({ name: 'Shop' });
    const other = await gateway.createMonitor();
    const insert = (id: string, monitorId: string, startedAt: string, endedAt: string | null) =>
      gateway.dataSource.query(
        `INSERT INTO downtime_windows (id, monitor_id, started_at, ended_at, reasons, affected_checks, first_failure)
         VALUES ($1, $2, $3, $4, '{http_status}', 3, $5)`,
        [
          id,
          monitorId,
          startedAt,
          endedAt,
          { reason: 'http_status', detail: 'It answered 503.', httpStatus: 503, facts: {} },
        ],
      );
    await insert(ended, monitor.id, '2026-01-01T00:00:00Z', '2026-01-01T00:02:30.500Z');
    await insert(open, monitor.id, '2026-01-03T00:00:00Z', null);
    await insert(randomUUID(), other.id, '2026-01-02T00:00:00Z', '2026-01-02T01:00:00Z');
  });
  afterAll(() => gateway.stop());

  const list = async (path: string) =>
    (await gateway.request<Page<DowntimeWindowResponse>>('GET', `/api/v1/${path}`)).body;

  it.each([
    ['', 3],
    ['?open=true', 1],
    ['?open=false', 2],
    ['?from=2026-01-02T00:30:00Z', 2],
    ['?to=2026-01-02T00:00:00Z', 1],
    ['?from=2026-01-01T00:01:00Z&to=2026-01-01T00:02:00Z', 1],
  ])('downtime-windows%s', async (query, total) => {
    const page = downtimeWindowPage.parse(await list(`downtime-windows${query}`));
    expect(page).toMatchObject({ total });
    expect(page.items).toHaveLength(total);
  });

  it('lists those of one monitor, newest first, page by page', async () => {
    expect((await list(`downtime-windows?monitorId=${monitor.id}`)).items.map(({ id }) => id)).toEqual([open, ended]);
    const page = await list(`monitors/${monitor.id}/downtime-windows?pageSize=1&page=2`);
    expect(page).toMatchObject({ total: 2, items: [{ id: ended }] });
  });

  it('says how long it took and how it began', async () => {
    const { body } = await gateway.request('GET', `/api/v1/downtime-windows/${ended}`);
    expect(body).toMatchObject({
      monitorId: monitor.id,
      monitorName: 'Shop',
      durationSeconds: 150.5,
      firstFailure: { reason: 'http_status', detail: 'It answered 503.', httpStatus: 503 },
      rootCause: null,
      notes: null,
    });
  });

  it('says what ended it, and how much earlier its edges may lie', async () => {
    const uncertain = async () => (await gateway.request('GET', `/api/v1/downtime-windows/${ended}`)).body;
    expect(await uncertain()).toMatchObject({
      endedBy: 'recovery',
      startedAtUncertaintyMs: null,
      endedAtUncertaintyMs: null,
    });
    await gateway.dataSource.query(
      `CREATE TABLE checks_of_spec PARTITION OF checks FOR VALUES FROM ('2026-01-01Z') TO ('2026-01-02Z')`,
    );
    // From 62 s before its start to its end, which one check missed by 6 s as it ran late.
    await gateway.dataSource.query(
      `WITH place AS (INSERT INTO locations (name) VALUES ('default') ON CONFLICT (name) DO UPDATE SET name = excluded.name
                      RETURNING id),
            good AS (UPDATE downtime_windows SET last_good_at = started_at - interval '62 s' WHERE id = $2)
       INSERT INTO checks (scheduled_at, monitor_key, delay_ms, dns_us, connect_us, tls_us, ttfb_us, transfer_us,
                           http_status, location_id, status, reason, trigger, detail)
       SELECT slot, m.key, delay_ms, 0, 1, 0, 1, 1, 503, place.id, status, 6, 1, '' FROM monitors m, place,
              (VALUES ('2026-01-01T00:01:30Z'::timestamptz, 7, 3), ('2026-01-01T00:02:00Z', 6000, 3),
                      ('2026-01-01T00:02:30Z', 500, 1), ('2026-01-01T00:03:30Z', 500, 3)) AS c (slot, delay_ms, status)
        WHERE m.id = $1`,
      [monitor.id, ended],
    );
    expect(await uncertain()).toMatchObject({ startedAtUncertaintyMs: 62_000, endedAtUncertaintyMs: 24_500 });
    await gateway.dataSource.query(`UPDATE downtime_windows SET ended_by = 'paused' WHERE id = $1`, [ended]);
    expect(await uncertain()).toMatchObject({ endedBy: 'pause', endedAtUncertaintyMs: null });
    await gateway.dataSource.query('UPDATE downtime_windows SET ended_by = NULL WHERE id = $1', [ended]);
    const { items } = await list(`downtime-windows?open=true`);
    expect(items).toMatchObject([{ id: open, endedBy: null, endedAtUncertaintyMs: null }]);
  });

  describe('times in which nothing is known', () => {
    const MINUTE_MS = 60_000;
    const startMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 120 * MINUTE_MS;
    const at = (minute: number): string => new Date(startMs + minute * MINUTE_MS).toISOString();
    let id: string;
    beforeAll(async () => {
      ({ id } = await gateway.createMonitor({ locations: ['default', 'eu'] }));
      await gateway.dataSource.query(
        `WITH state AS (UPDATE monitor_state SET known_until = $3, settled_until = $3 WHERE monitor_id = $1),
              period AS (UPDATE schedule_periods SET from_at = $2, phase_ms = 0 WHERE monitor_id = $1)
         INSERT INTO gaps (monitor_id, location, from_at, until_at, slots)
         SELECT $1, location, $2::timestamptz + make_interval(mins => from_m), $2::timestamptz + make_interval(mins => until_m), until_m - from_m
           FROM (VALUES ('default', 10, 20), ('eu', 15, 30), ('default', 40, 41), ('eu', 50, 60), ('default', 50, 60))
                AS g (location, from_m, until_m)`,
        [id, at(0), at(130)],
      );
    });
    const unchecked = async (query = '') =>
      uncheckedTimePage.parse((await gateway.request('GET', `/api/v1/monitors/${id}/unchecked-times${query}`)).body);

    it('are those of which no location knows anything, newest first', async () => {
      expect(await unchecked()).toEqual({
        items: [
          { from: at(50), until: at(60), durationSeconds: 600 },
          { from: at(15), until: at(20), durationSeconds: 300 },
        ],
        total: 2,
        page: 1,
        pageSize: 50,
      });
      expect(await unchecked('?pageSize=1&page=2')).toMatchObject({ total: 2, items: [{ from: at(15) }] });
    });

    it('end where a span does, and do not where they go on', async () => {
      expect((await unchecked(`?from=${at(17)}&to=${at(55)}`)).items).toEqual([
        { from: at(50), until: at(55), durationSeconds: 300 },
        { from: at(17), until: at(20), durationSeconds: 180 },
      ]);
      await gateway.dataSource.query('UPDATE monitor_state SET known_until = $2 WHERE monitor_id = $1', [id, at(100)]);
      expect((await unchecked()).items[0]).toMatchObject({ from: at(100), until: null });
    });

    it('are none of a monitor that does not exist', async () => {
      const { status } = await gateway.request('GET', `/api/v1/monitors/${randomUUID()}/unchecked-times`);
      expect(status).toBe(404);
    });
  });

  it('shows what a browser saw at its start and at its end, in lists and alone', async () => {
    const sessions = await Promise.all(
      (['closed', 'opened'] as const).map((moment) =>
        insertDebugSession(gateway.dataSource, { monitorId: monitor.id, windowId: ended, moment }),
      ),
    );
    await gateway.dataSource.query(
      `UPDATE downtime_windows SET suggested_root_cause = 'Main document 503' WHERE id = $1`,
      [ended],
    );
    const shown = {
      id: ended,
      suggestedRootCause: 'Main document 503',
      debugSessions: [
        { id: sessions[1], moment: 'opened', state: 'queued' },
        { id: sessions[0], moment: 'closed', state: 'queued' },
      ],
    };
    expect((await gateway.request('GET', `/api/v1/downtime-windows/${ended}`)).body).toMatchObject(shown);
    expect((await list(`monitors/${monitor.id}/downtime-windows`)).items).toMatchObject([
      { id: open, suggestedRootCause: null, debugSessions: [] },
      shown,
    ]);
  });

  it('shows what results that came late corrected', async () => {
    expect((await list(`monitors/${monitor.id}/downtime-windows`)).items[0]).toMatchObject({ correctedAt: null });
    const times = { startedAt: '2026-01-01T00:00:00.000Z', endedAt: null, affectedChecks: 2 };
    await gateway.dataSource.query(
      `WITH corrected AS (UPDATE downtime_windows SET corrected_at = '2026-01-04T00:00:00Z' WHERE id = $1)
       INSERT INTO downtime_corrections (monitor_id, window_id, corrected_at, kind, before, after)
       VALUES ($2, $1, '2026-01-04T00:00:00Z', 'changed', $3, $3), ($2, $4, '2026-01-05T00:00:00Z', 'withdrawn', $3, NULL)`,
      [ended, monitor.id, times, randomUUID()],
    );
    const correctedAt = '2026-01-04T00:00:00.000Z';
    expect((await gateway.request('GET', `/api/v1/downtime-windows/${ended}`)).body).toMatchObject({ correctedAt });
    const path = `/api/v1/monitors/${monitor.id}/downtime-corrections`;
    const page = downtimeCorrectionPage.parse((await gateway.request('GET', path)).body);
    expect(page).toMatchObject({
      total: 2,
      items: [
        { kind: 'withdrawn', before: times, after: null },
        { kind: 'changed', windowId: ended, correctedAt },
      ],
    });
  });

  it('takes a root cause and notes, each for itself, and null clears', async () => {
    const patch = async (changes: object) =>
      (await gateway.request<DowntimeWindowResponse>('PATCH', `/api/v1/downtime-windows/${ended}`, changes)).body;
    expect(await patch({ rootCause: 'a disk' })).toMatchObject({ rootCause: 'a disk', notes: null });
    expect(await patch({ notes: 'replaced' })).toMatchObject({ rootCause: 'a disk', notes: 'replaced' });
    expect(await patch({ rootCause: null })).toMatchObject({ rootCause: null, notes: 'replaced' });
    expect(await patch({})).toMatchObject({ notes: 'replaced' });
  });
});
