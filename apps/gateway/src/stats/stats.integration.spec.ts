import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type AllStats,
  allStats,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  type MonitorStats,
  monitorStats,
  type Problem,
} from '@wakeful/contracts';
import { PhaseHistograms } from '@wakeful/domain';
import { createDataSource, ensureRollupPartition } from '@wakeful/persistence';
import { insertChecksEachMinute, insertDowntimeWindow } from '@wakeful/testing';
import type { GatewayContext } from '../context/context.js';
import { startTestGateway, type TestGateway } from '../gateway.fixture.js';
import { StatsOfAll } from './all-stats.js';
import { readMonitorStats } from './monitor-stats.js';

/** Ten past an hour of today that is past noon, so that yesterday's partition holds all of the last day. */
const NOW_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS + 13 * HOUR_MS + 10 * MINUTE_MS;
const CLOSED_UNTIL_MS = NOW_MS - 70 * MINUTE_MS;

describe('statistics', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway();
    await gateway.dataSource.query(`INSERT INTO locations (name) VALUES ('default') ON CONFLICT DO NOTHING`);
    await gateway.dataSource.query('UPDATE rollup_progress SET closed_until = $1', [new Date(CLOSED_UNTIL_MS)]);
  });
  afterAll(() => gateway.stop());

  /** A monitor that is checked every minute since `sinceMs`, and known until now. */
  async function monitorSince(sinceMs: number): Promise<{ id: string; key: number }> {
    const { id } = await gateway.createMonitor({ intervalSeconds: 60 });
    await gateway.dataSource.query('UPDATE schedule_periods SET from_at = $2, phase_ms = 0 WHERE monitor_id = $1', [
      id,
      new Date(sinceMs),
    ]);
    await gateway.dataSource.query(
      'UPDATE monitor_state SET known_until = $2, settled_until = $3 WHERE monitor_id = $1',
      [id, new Date(NOW_MS + MINUTE_MS), new Date(NOW_MS - 2 * MINUTE_MS)],
    );
    const [row] = await gateway.dataSource.query<{ key: number }[]>('SELECT key FROM monitors WHERE id = $1', [id]);
    return { id, key: row?.key ?? 0 };
  }

  const insertChecks = (key: number, fromMs: number, toMs: number, status = 1): Promise<unknown> =>
    insertChecksEachMinute(gateway.dataSource, key, { fromMs, toMs, status });

  async function insertRollup(key: number, hourMs: number, us: number): Promise<void> {
    const latency = new PhaseHistograms();
    for (let check = 0; check < 59; check++) latency.add({ dns: 0, connect: us, tls: 0, ttfb: us, transfer: us });
    await ensureRollupPartition(gateway.dataSource, new Date(hourMs));
    await gateway.dataSource.query('INSERT INTO check_rollups VALUES ($1, $2, 60, 59, 0, 1, 0, $3)', [
      new Date(hourMs),
      key,
      Buffer.from(latency.encode()),
    ]);
  }

  const insertGap = (id: string, fromMs: number, minutes: number): Promise<unknown> =>
    gateway.dataSource.query(`INSERT INTO gaps VALUES ($1, 'default', $2, $3, $4)`, [
      id,
      new Date(fromMs),
      new Date(fromMs + minutes * MINUTE_MS),
      minutes,
    ]);
  const insertWindow = (id: string, fromMs: number, untilMs: number): Promise<unknown> =>
    insertDowntimeWindow(gateway.dataSource, id, {
      startedAt: new Date(fromMs),
      endedAt: new Date(untilMs),
      lastGoodAt: new Date(fromMs - MINUTE_MS),
    });

  const getStats = (id: string, window: '1h' | '24h' | '90d'): Promise<MonitorStats> =>
    readMonitorStats({ database: gateway.dataSource }, id, window, NOW_MS);

  it('accounts for an hour by exact intervals, and reads its checks one by one', async () => {
    const { id, key } = await monitorSince(NOW_MS - DAY_MS);
    await insertChecks(key, NOW_MS - 60 * MINUTE_MS, NOW_MS - 10 * MINUTE_MS);
    await insertChecks(key, NOW_MS - 10 * MINUTE_MS, NOW_MS - 6 * MINUTE_MS, 3);
    await insertGap(id, NOW_MS - 6 * MINUTE_MS, 4);
    await insertWindow(id, NOW_MS - 10 * MINUTE_MS, NOW_MS - 4 * MINUTE_MS);
    const stats = await getStats(id, '1h');
    expect(monitorStats.parse(stats)).toEqual(stats);
    expect(stats).toMatchObject({
      availability: 52 / 56,
      coverage: 56 / 60,
      upSeconds: 52 * 60,
      downSeconds: 4 * 60,
      unknownSeconds: 4 * 60,
      monitoredSeconds: 3600,
      downtimeWindows: 1,
      checks: { up: 50, degraded: 0, down: 4, unknown: 0, expectedSlots: 60, missedSlots: 4 },
    });
    expect(stats.latency.total).toMatchObject({ meanMs: 10 });
    expect(Math.abs((stats.latency.total?.p95Ms ?? 0) - 10)).toBeLessThanOrEqual(0.1);
    expect([stats.latency.tls, stats.latency.dns]).toEqual([null, null]);
  });

  it('accounts for no time of maintenance', async () => {
    const { id } = await monitorSince(NOW_MS - DAY_MS);
    await insertWindow(id, NOW_MS - 30 * MINUTE_MS, NOW_MS - 10 * MINUTE_MS);
    const maintenance = { startsAt: NOW_MS - 25 * MINUTE_MS, endsAt: NOW_MS - 15 * MINUTE_MS };
    const times = Object.entries(maintenance).map(([name, ms]) => [name, new Date(ms).toISOString()]);
    const input = { name: 'Updates', monitorIds: [id], ...Object.fromEntries(times) };
    expect((await gateway.request('POST', '/api/v1/maintenance-windows', input)).status).toBe(201);
    const stats = await getStats(id, '1h');
    expect(stats).toMatchObject({ downSeconds: 600, upSeconds: 2400, monitoredSeconds: 3000, maintenanceSeconds: 600 });
    expect(stats.availability).toBe(0.8);
  });

  it('puts whole hours and both edges of a day together, each check once', async () => {
    const { id, key } = await monitorSince(NOW_MS - 2 * DAY_MS);
    await insertChecks(key, NOW_MS - DAY_MS - 30 * MINUTE_MS, NOW_MS);
    for (let hourMs = CLOSED_UNTIL_MS - 23 * HOUR_MS; hourMs < CLOSED_UNTIL_MS; hourMs += HOUR_MS) {
      await insertRollup(key, hourMs, 5000);
    }
    const { checks, latency } = await getStats(id, '24h');
    // 22 whole hours of 59 good checks and a bad one; 50 minutes before them and 70 after them one by one.
    expect(checks).toMatchObject({ up: 22 * 59 + 50 + 70, down: 22, expectedSlots: 1440, missedSlots: 0 });
    expect(latency.total?.meanMs).toBeCloseTo((22 * 59 * 15 + 120 * 10) / (22 * 59 + 120), 2);
  });

  it('knows 90 days although single checks are kept for fewer', async () => {
    const { id, key } = await monitorSince(NOW_MS - 89 * DAY_MS);
    const firstHourMs = Math.floor((NOW_MS - 80 * DAY_MS) / HOUR_MS) * HOUR_MS;
    for (let hour = 0; hour < 5; hour++) await insertRollup(key, firstHourMs + hour * HOUR_MS, 5000);
    await insertChecks(key, NOW_MS - 10 * MINUTE_MS, NOW_MS);
    await insertWindow(id, firstHourMs, firstHourMs + HOUR_MS);
    const stats = await getStats(id, '90d');
    expect(stats.checks).toMatchObject({ up: 5 * 59 + 10, down: 5, expectedSlots: 89 * 1440 });
    expect(stats).toMatchObject({ downSeconds: 3600, downtimeWindows: 1, monitoredSeconds: 89 * 86_400 });
    expect(stats.latency.total).not.toBeNull();
  });

  it('lists all monitors with the same figures as each by itself', async () => {
    const all = await gateway.app.get(StatsOfAll).compute('24h', NOW_MS);
    expect(allStats.parse(all)).toEqual(all);
    expect(all.items.length).toBe(all.totals.monitors);
    for (const item of all.items) {
      const { availability, coverage, latency } = await getStats(item.monitorId, '24h');
      expect(item).toEqual({ monitorId: item.monitorId, availability, coverage, p95Ms: latency.total?.p95Ms ?? null });
    }
    expect(all).toMatchObject({ latencyFrom: all.from, latencyTo: all.to });
  });

  it('reads only whole hours of very many checks, and says so', async () => {
    const { id } = await monitorSince(NOW_MS - 2 * DAY_MS);
    await gateway.dataSource.query(
      `UPDATE monitors SET locations = (SELECT array_agg('l' || n) FROM generate_series(1, 5000) n) WHERE id = $1`,
      [id],
    );
    const all = await gateway.app.get(StatsOfAll).compute('24h', NOW_MS);
    expect([Date.parse(all.latencyFrom), Date.parse(all.latencyTo)]).toEqual([
      CLOSED_UNTIL_MS - 22 * HOUR_MS,
      CLOSED_UNTIL_MS,
    ]);
    const hour = await gateway.app.get(StatsOfAll).compute('1h', NOW_MS);
    expect(Date.parse(hour.latencyFrom)).toBe(CLOSED_UNTIL_MS - HOUR_MS);
    await gateway.request('DELETE', `/api/v1/monitors/${id}`);
  });

  it('reads the newest hours of very many monitors over a long period', async () => {
    await gateway.dataSource.query(
      `WITH many AS (
         INSERT INTO monitors (id, name, url, description, enabled, interval_seconds, timeout_ms, method, locations, tags, probe,
                               confirmations, confirmation_interval_seconds, recovery_confirmations, debug_on_down)
         SELECT gen_random_uuid(), 'many', 'http://x/' || n, '', true, 60, 1000, 'GET', '{default}', '{}', '{}', 0, 5, 1, false
           FROM generate_series(1, 1000) n RETURNING id
       ) INSERT INTO monitor_state (monitor_id) SELECT id FROM many`,
    );
    const all = await gateway.app.get(StatsOfAll).compute('90d', NOW_MS);
    expect(Date.parse(all.latencyFrom)).toBeGreaterThan(NOW_MS - 22 * DAY_MS);
    expect(Date.parse(all.latencyTo)).toBe(NOW_MS);
    await gateway.dataSource.query(`DELETE FROM monitors WHERE name = 'many'`);
  });

  it('gives an answer again while it is fresh, and works out a new one then', async () => {
    let nowMs = NOW_MS;
    const list = new StatsOfAll({ database: gateway.dataSource } as GatewayContext);
    const first = list.read('1h', () => nowMs);
    expect(list.read('1h', () => nowMs)).toBe(first);
    nowMs += 50;
    await first;
    nowMs += 499;
    expect(list.read('1h', () => nowMs)).toBe(first);
    nowMs += 1;
    expect(list.read('1h', () => nowMs)).not.toBe(first);
  });

  it('does not keep a failure', async () => {
    const broken = new StatsOfAll({
      database: createDataSource(gateway.database.url, 'not connected'),
    } as GatewayContext);
    const first = broken.read('1h');
    await expect(first).rejects.toThrow();
    const second = broken.read('1h');
    expect(second).not.toBe(first);
    await expect(second).rejects.toThrow();
  });

  it('answers over HTTP', async () => {
    const { id } = await gateway.createMonitor();
    const one = await gateway.request<MonitorStats>('GET', `/api/v1/monitors/${id}/stats?window=7d`);
    expect(one).toMatchObject({ status: 200, body: { window: '7d', availability: null, coverage: null } });
    const all = await gateway.request<AllStats>('GET', '/api/v1/stats');
    expect(all).toMatchObject({ status: 200, body: { window: '24h' } });
  });

  it('refuses what it does not know', async () => {
    const { id } = await gateway.createMonitor();
    const wrong = await gateway.request<Problem>('GET', `/api/v1/monitors/${id}/stats?window=2h`);
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ path: 'window' }] } });
    expect((await gateway.request('GET', '/api/v1/stats?windows=1h')).status).toBe(400);
    expect((await gateway.request('GET', `/api/v1/monitors/${randomUUID()}/stats`)).status).toBe(404);
  });
});
