import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DailyStats, dailyStats, DAY_MS, HOUR_MS, type Problem } from '@wakeful/contracts';
import { insertDowntimeWindow } from '@wakeful/testing';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';
import { listDailyStats } from './monitor-stats.js';

const NOW_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS + 13 * HOUR_MS;
const TODAY_MS = NOW_MS - 13 * HOUR_MS;

describe('daily statistics', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.stop());

  /** Monitors that are checked every minute since `sinceMs`, and known until now. */
  const knownSince = async (sinceMs: number): Promise<void> => {
    await gateway.dataSource.query('UPDATE schedule_periods SET from_at = $1, phase_ms = 0', [new Date(sinceMs)]);
    await gateway.dataSource.query('UPDATE monitor_state SET known_until = $1, settled_until = $1', [
      new Date(NOW_MS + 60_000),
    ]);
  };
  const insertWindow = (id: string, fromMs: number, untilMs: number): Promise<unknown> =>
    insertDowntimeWindow(gateway.dataSource, id, {
      startedAt: new Date(fromMs),
      endedAt: new Date(untilMs),
      lastGoodAt: new Date(fromMs),
    });

  it('says of each day how it was, of a day before the monitor nothing', async () => {
    const { id } = await gateway.createMonitor();
    await knownSince(TODAY_MS - 36 * HOUR_MS);
    await insertWindow(id, TODAY_MS - 3 * HOUR_MS, TODAY_MS + HOUR_MS);
    const stats = await listDailyStats(
      { database: gateway.dataSource },
      { monitorIds: [id, randomUUID(), id], days: 4 },
      NOW_MS,
    );
    expect(dailyStats.parse(stats)).toEqual(stats);
    expect(stats.items).toHaveLength(1);
    const [{ days, availability }] = stats.items as [DailyStats['items'][number]];
    expect(days.map(({ coverage }) => coverage)).toEqual([null, 1, 1, 1]);
    expect(days.map(({ downSeconds }) => downSeconds / 3600)).toEqual([0, 0, 3, 1]);
    expect(days[2]).toMatchObject({ availability: 0.875 });
    expect(days[3]).toMatchObject({ date: new Date(NOW_MS).toISOString().slice(0, 10) });
    expect(availability).toBeCloseTo(1 - 4 / 49, 6);
  });

  it('answers over HTTP, and refuses what it does not know', async () => {
    const { id } = await gateway.createMonitor();
    const answer = await gateway.request<DailyStats>('GET', `/api/v1/stats/daily?monitorIds=${id}`);
    expect(answer).toMatchObject({ status: 200, body: { items: [{ monitorId: id, coverage: null }] } });
    expect(answer.body.items[0]?.days).toHaveLength(90);
    for (const query of ['', '?monitorIds=', '?monitorIds=x', `?monitorIds=${id}&days=91`, `?monitorIds=${id}&day=1`]) {
      expect((await gateway.request<Problem>('GET', `/api/v1/stats/daily${query}`)).status).toBe(400);
    }
    const many = Array.from({ length: 101 }, () => id).join(',');
    expect((await gateway.request('GET', `/api/v1/stats/daily?monitorIds=${many}`)).status).toBe(400);
  });

  /** Monitors with a past of 90 days: outages, gaps and a schedule. */
  async function addMonitors(name: string, count: number): Promise<string[]> {
    await gateway.dataSource.query(
      `WITH many AS (
         INSERT INTO monitors (id, name, url, description, enabled, interval_seconds, timeout_ms, method, locations, tags, probe,
                               confirmations, confirmation_interval_seconds, recovery_confirmations, debug_on_down)
         SELECT gen_random_uuid(), $1, 'http://' || $1 || '/' || n, '', true, 60, 1000, 'GET', '{default}', '{}', '{}', 0, 5, 1, false
           FROM generate_series(1, $2::int) n RETURNING id
       ), states AS (INSERT INTO monitor_state (monitor_id, known_until) SELECT id, now() FROM many),
       windows AS (
         INSERT INTO downtime_windows (id, monitor_id, started_at, ended_at, last_good_at, reasons, affected_checks, first_failure)
         SELECT gen_random_uuid(), id, now() - make_interval(days => n), now() - make_interval(days => n) + interval '1 hour',
                now(), '{timeout}', 3, '{}' FROM many, generate_series(1, 30) n
       ), holes AS (
         INSERT INTO gaps SELECT id, 'default', now() - make_interval(days => n), now() - make_interval(days => n) + interval '5 min', 5
                            FROM many, generate_series(1, 20) n)
       INSERT INTO schedule_periods (monitor_id, from_at, interval_ms, phase_ms, locations)
         SELECT id, now() - interval '90 days', 60000, 0, '{default}' FROM many`,
      [name, count],
    );
    await gateway.dataSource.query('ANALYZE');
    const rows = await gateway.dataSource.query<{ id: string }[]>(`SELECT id FROM monitors WHERE name = $1`, [name]);
    return rows.map(({ id }) => id);
  }

  /** The best of some, as the machine may be busy with something else. */
  async function bestMs(ids: readonly string[]): Promise<number> {
    const tookMs: number[] = [];
    for (let round = 0; round < 7; round++) {
      const startedMs = performance.now();
      const { items } = await listDailyStats({ database: gateway.dataSource }, { monitorIds: [...ids], days: 90 });
      tookMs.push(performance.now() - startedMs);
      expect(items).toHaveLength(ids.length);
    }
    return Math.min(...tookMs);
  }

  it('is as quick for 50 of 10,000 monitors as for 50 of 50', async () => {
    const few = await addMonitors('few', 50);
    const aloneMs = await bestMs(few);
    await addMonitors('many', 9_950);
    const amongManyMs = await bestMs(few);
    // Reading everything would take 200 times as long.
    expect(amongManyMs / aloneMs).toBeLessThan(10);
  });
});
