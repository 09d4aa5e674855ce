import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DAY_MS,
  HOUR_MS,
  type HourlyStats,
  hourlyStats,
  MINUTE_MS,
  type ResponseTimes,
  responseTimes,
} from '@wakeful/contracts';
import { PhaseHistograms } from '@wakeful/domain';
import { ensureDayPartition, ensureRollupPartition } from '@wakeful/persistence';
import { insertChecksEachMinute } from '@wakeful/testing';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';
import { listHourlyStats } from './monitor-stats.js';
import { readResponseTimes } from './response-times.js';

/** Ten past one in the afternoon. */
const NOW_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS + 13 * HOUR_MS + 10 * MINUTE_MS;
/** The hours before noon are summed up. */
const CLOSED_UNTIL_MS = NOW_MS - 70 * MINUTE_MS;
const UP = 1;
const DOWN = 3;

const iso = (ms: number): string => new Date(ms).toISOString();

describe('checks in buckets of time', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
    await gateway.dataSource.query(`INSERT INTO locations (name) VALUES ('default') ON CONFLICT DO NOTHING`);
    await gateway.dataSource.query('UPDATE rollup_progress SET closed_until = $1', [new Date(CLOSED_UNTIL_MS)]);
    await ensureDayPartition(gateway.dataSource, 'checks', new Date(NOW_MS));
  });
  afterAll(() => gateway.stop());

  async function monitor(ageDays = 400): Promise<{ id: string; key: number }> {
    const { id } = await gateway.createMonitor();
    const [[row]] = await gateway.dataSource.query<[{ key: number }[]]>(
      'UPDATE monitors SET created_at = $2 WHERE id = $1 RETURNING key',
      [id, new Date(NOW_MS - ageDays * DAY_MS)],
    );
    return { id, key: row?.key ?? 0 };
  }

  /** One a minute, each of 10 ms. */
  const insertChecks = (key: number, fromMs: number, minutes: number, status = UP): Promise<unknown> =>
    insertChecksEachMinute(gateway.dataSource, key, { fromMs, toMs: fromMs + minutes * MINUTE_MS, status });

  /** An hour with these counts. Every good check took three times `us`. */
  async function insertRollup(key: number, hourMs: number, us: number, up = 60, down = 0): Promise<void> {
    const latency = new PhaseHistograms();
    for (let check = 0; check < up; check++) latency.add({ dns: 0, connect: us, tls: 0, ttfb: us, transfer: us });
    await ensureRollupPartition(gateway.dataSource, new Date(hourMs));
    await gateway.dataSource.query('INSERT INTO check_rollups VALUES ($1, $2, 60, $3, 0, $4, 0, $5)', [
      iso(hourMs),
      key,
      up,
      down,
      Buffer.from(latency.encode()),
    ]);
  }

  describe('of one monitor over a long time', () => {
    const get = (id: string, days: number, toMs = NOW_MS): Promise<ResponseTimes> =>
      readResponseTimes(
        { database: gateway.dataSource },
        id,
        { from: iso(toMs - days * DAY_MS), to: iso(toMs) },
        NOW_MS,
      );

    it('have percentiles, and phases that add up to the mean', async () => {
      const { id, key } = await monitor();
      await insertRollup(key, CLOSED_UNTIL_MS - 5 * DAY_MS, 5_000, 58, 2);
      await insertRollup(key, CLOSED_UNTIL_MS - 4 * DAY_MS, 5_000, 0, 0);
      await insertChecks(key, CLOSED_UNTIL_MS + 50 * MINUTE_MS, 15);
      const series = await get(id, 7);
      expect(responseTimes.parse(series)).toEqual(series);
      expect(series).toMatchObject({ bucketSeconds: 3600, checks: 75, failed: 2, measured: 73, to: iso(NOW_MS) });
      expect(series.items.map(({ at, checks, failed }) => [at, checks, failed])).toEqual([
        [iso(CLOSED_UNTIL_MS - 5 * DAY_MS), 60, 2],
        [iso(CLOSED_UNTIL_MS), 10, 0],
        [iso(CLOSED_UNTIL_MS + HOUR_MS), 5, 0],
      ]);
      expect(series.items[0]).toMatchObject({
        latency: { meanMs: 15 },
        phases: { dnsMs: 0, connectMs: 5, tlsMs: 0, ttfbMs: 5, transferMs: 5 },
      });
      expect(series.items[1]?.latency?.p99Ms).toBeCloseTo(10, 0);
      expect(series.latency?.meanMs).toBeCloseTo((58 * 15 + 15 * 10) / 73, 3);
    });

    it('are put together from several hours when the range is long', async () => {
      const { id, key } = await monitor();
      const dayMs = Math.floor((NOW_MS - 60 * DAY_MS) / DAY_MS) * DAY_MS;
      for (const hour of [0, 5, 6]) await insertRollup(key, dayMs + hour * HOUR_MS, 1_000 * (hour + 1), 60, hour);
      const { bucketSeconds, items } = await get(id, 90);
      expect(bucketSeconds).toBe(6 * 3600);
      expect(items.map(({ at, checks, failed, latency }) => [at, checks, failed, latency?.meanMs])).toEqual([
        [iso(dayMs), 125, 5, 10.5],
        [iso(dayMs + 6 * HOUR_MS), 66, 6, 21],
      ]);
    });

    it('are short in a short range of which all single checks are kept', async () => {
      const { id, key } = await monitor();
      await insertChecks(key, NOW_MS - 60 * MINUTE_MS, 10);
      await insertChecks(key, NOW_MS - 50 * MINUTE_MS, 1, DOWN);
      const series = await get(id, 1);
      expect(responseTimes.parse(series)).toEqual(series);
      expect(series).toMatchObject({
        bucketSeconds: 300,
        from: iso(NOW_MS - DAY_MS),
        checks: 11,
        failed: 1,
        measured: 10,
      });
      expect(series.items.map(({ at, checks, failed }) => [at, checks, failed])).toEqual([
        [iso(NOW_MS - 60 * MINUTE_MS), 5, 0],
        [iso(NOW_MS - 55 * MINUTE_MS), 5, 0],
        [iso(NOW_MS - 50 * MINUTE_MS), 1, 1],
      ]);
      expect(series.items[0]).toMatchObject({ latency: { meanMs: 10 }, phases: { connectMs: 1, ttfbMs: 8 } });
      await insertRollup(key, CLOSED_UNTIL_MS - 5 * DAY_MS - HOUR_MS, 5_000);
      expect(await get(id, 1, NOW_MS - 5 * DAY_MS)).toMatchObject({ bucketSeconds: 3600, checks: 60 });
    });

    it('are as short in a long range, of a monitor that is not older', async () => {
      const { id, key } = await monitor(1 / 24);
      await insertChecks(key, NOW_MS - 3 * MINUTE_MS, 3);
      const { bucketSeconds, from, items } = await get(id, 7);
      expect([bucketSeconds, from]).toEqual([10, iso(NOW_MS - 7 * DAY_MS)]);
      expect(items).toHaveLength(3);
    });

    it('are given over HTTP, empty while there are none', async () => {
      const { id } = await monitor();
      const answer = await gateway.request<ResponseTimes>('GET', `/api/v1/monitors/${id}/response-times`);
      expect(answer).toMatchObject({ status: 200, body: { checks: 0, latency: null, items: [] } });
    });
  });

  describe('of some monitors', () => {
    const list = (ids: string[], hours = 24): Promise<HourlyStats> =>
      listHourlyStats({ database: gateway.dataSource }, { monitorIds: ids, hours }, NOW_MS);

    it('come from what is summed up, and of the newest hours from single checks', async () => {
      const one = await monitor();
      const other = await monitor();
      await insertRollup(one.key, CLOSED_UNTIL_MS - 2 * HOUR_MS, 5_000, 59, 1);
      await insertRollup(one.key, CLOSED_UNTIL_MS - HOUR_MS, 10_000, 0, 0);
      await insertRollup(one.key, CLOSED_UNTIL_MS - 24 * HOUR_MS, 5_000);
      await insertChecks(one.key, CLOSED_UNTIL_MS, 58);
      await insertChecks(one.key, CLOSED_UNTIL_MS + 58 * MINUTE_MS, 4, DOWN);
      const stats = await list([other.id, randomUUID(), one.id, one.id.toUpperCase()]);
      expect(hourlyStats.parse(stats)).toEqual(stats);
      expect(stats).toMatchObject({ from: iso(CLOSED_UNTIL_MS - 22 * HOUR_MS), to: iso(NOW_MS) });
      expect(stats.items.map(({ monitorId }) => monitorId)).toEqual([other.id, one.id]);
      expect(stats.items[0]?.hours).toEqual([]);
      expect(stats.items[1]?.hours).toEqual([
        { at: iso(CLOSED_UNTIL_MS - 2 * HOUR_MS), checks: 60, failed: 1, p50Ms: expect.closeTo(15, 0) },
        { at: iso(CLOSED_UNTIL_MS), checks: 60, failed: 2, p50Ms: expect.closeTo(10, 0) },
        { at: iso(CLOSED_UNTIL_MS + HOUR_MS), checks: 2, failed: 2, p50Ms: null },
      ]);
    });

    it('are given over HTTP, for a hundred monitors at most', async () => {
      const { id } = await monitor();
      const answer = await gateway.request<HourlyStats>('GET', `/api/v1/stats/hourly?monitorIds=${id}&hours=1`);
      expect(answer).toMatchObject({ status: 200, body: { items: [{ monitorId: id, hours: [] }] } });
      const many = Array.from({ length: 101 }, () => id).join();
      expect((await gateway.request('GET', `/api/v1/stats/hourly?monitorIds=${many}`)).status).toBe(400);
    });

    /** Monitors with a day of rollups and an hour of checks. */
    async function addMonitors(name: string, count: number): Promise<string[]> {
      await gateway.dataSource.query(
        `WITH many AS (
           INSERT INTO monitors (id, name, url, description, enabled, interval_seconds, timeout_ms, method, locations, tags, probe,
                                 confirmations, confirmation_interval_seconds, recovery_confirmations, debug_on_down)
           SELECT gen_random_uuid(), $1, 'http://' || $1 || '/' || n, '', true, 60, 1000, 'GET', '{default}', '{}', '{}', 0, 5, 1, false
             FROM generate_series(1, $2::int) n RETURNING key
         ), rollups AS (
           INSERT INTO check_rollups
           SELECT $3::timestamptz - make_interval(hours => n), key, 60, 60, 0, 0, 0,
                  (SELECT latency FROM check_rollups WHERE up = 60 LIMIT 1) FROM generate_series(1, 24) n, many)
         INSERT INTO checks SELECT $3::timestamptz + make_interval(mins => n), key, 0, 0, 1000, 0, 8000, 1000, 200,
                                   (SELECT id FROM locations WHERE name = 'default'), 1, 0, 1, ''
           FROM many, generate_series(0, 9) n`,
        [name, count, iso(CLOSED_UNTIL_MS)],
      );
      await gateway.dataSource.query('ANALYZE monitors, check_rollups, checks');
      const rows = await gateway.dataSource.query<{ id: string }[]>(`SELECT id FROM monitors WHERE name = $1`, [name]);
      return rows.map(({ id }) => id);
    }

    /** The best of some, as the machine may be busy with something else. */
    async function bestMs(ids: string[]): Promise<number> {
      const tookMs: number[] = [];
      for (let round = 0; round < 7; round++) {
        const startedMs = performance.now();
        const { items } = await list(ids);
        tookMs.push(performance.now() - startedMs);
        expect(items.every(({ hours }) => hours.length === 23)).toBe(true);
      }
      return Math.min(...tookMs);
    }

    it('are read as quickly for 50 of 3,000 monitors as for 50 of 50', async () => {
      const few = await addMonitors('few', 50);
      const aloneMs = await bestMs(few);
      await addMonitors('many', 2_950);
      // Reading everything would take 60 times as long.
      expect((await bestMs(few)) / aloneMs).toBeLessThan(8);
    });
  });
});
