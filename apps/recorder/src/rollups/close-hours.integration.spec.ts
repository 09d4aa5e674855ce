import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@wakeful/contracts';
import { PhaseHistograms } from '@wakeful/domain';
import { createDataSource, tryLockJob, unlockJob } from '@wakeful/persistence';
import { createTestDatabase, type TestDatabase } from '@wakeful/testing';
import type { DataSource } from 'typeorm';
import { insertChecks, insertMonitor, type TestMonitor } from '../maintenance.fixture.js';
import { closedUntilMs, closeHours } from './close-hours.js';
import { markStaleRollups, recomputeStaleRollups } from './stale-rollups.js';

const START_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const at = (hours: number, minutes = 0): number => START_MS + hours * HOUR_MS + minutes * MINUTE_MS;

interface Rollup {
  hour: Date;
  expected_slots: number;
  up: number;
  degraded: number;
  down: number;
  unknown: number;
  latency: Buffer;
}

describe('closeHours', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let monitor: TestMonitor;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url, 'test').initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });
  beforeEach(async () => {
    await dataSource.query('TRUNCATE monitors, checks, check_rollups, stale_rollups CASCADE');
    await dataSource.query('UPDATE rollup_progress SET closed_until = $1', [new Date(START_MS)]);
    monitor = await insertMonitor(dataSource, { fromMs: at(0), intervalMs: 10 * MINUTE_MS });
  });

  const rollups = (): Promise<Rollup[]> =>
    dataSource.query<Rollup[]>('SELECT * FROM check_rollups WHERE monitor_key = $1 ORDER BY hour', [monitor.key]);
  const store = (minutes: number, status: 'up' | 'degraded' | 'down' | 'unknown' = 'up', transfer = 100) =>
    insertChecks(dataSource.manager, monitor.key, [
      { slotMs: at(0, minutes), status, timingsUs: { connect: 200, ttfb: 700, transfer } },
    ]);

  it('sums up each hour that is over for 20 minutes, in order', async () => {
    await store(0);
    await store(10, 'degraded', 9_100);
    await store(20, 'down');
    await store(30, 'unknown');
    await store(60);
    expect(await closeHours(dataSource, at(1, 19))).toBe(0);
    expect(await closeHours(dataSource, at(2, 20))).toBe(2);
    expect(await closedUntilMs(dataSource.manager)).toBe(at(2));
    const [first, second] = await rollups();
    expect(first).toMatchObject({ hour: new Date(at(0)), expected_slots: 6, up: 1, degraded: 1, down: 1, unknown: 1 });
    expect(second).toMatchObject({ hour: new Date(at(1)), expected_slots: 6, up: 1, degraded: 0, down: 0, unknown: 0 });
    const { series } = PhaseHistograms.decode(first?.latency ?? Buffer.of());
    expect([series.total.count, series.total.sumUs, series.dns.count, series.transfer.sumUs]).toEqual([
      2, 11_000, 0, 9200,
    ]);
  });

  it('goes through all monitors, however many', async () => {
    await dataSource.query(
      `INSERT INTO monitors (id, name, url, description, enabled, interval_seconds, timeout_ms, method, locations, tags, probe,
                             confirmations, confirmation_interval_seconds, recovery_confirmations, debug_on_down)
       SELECT gen_random_uuid(), 'x', 'http://x/' || n, '', true, 600, 1000, 'GET', '{default}', '{}', '{}', 0, 5, 1, false
         FROM generate_series(1, 450) n`,
    );
    await dataSource.query(
      `INSERT INTO schedule_periods (monitor_id, from_at, interval_ms, phase_ms, locations)
       SELECT id, $1, 600000, 0, '{default,b}' FROM monitors WHERE name = 'x'`,
      [new Date(at(0))],
    );
    await closeHours(dataSource, at(1, 20));
    const [row] = await dataSource.query<{ rows: number; slots: number }[]>(
      'SELECT count(*)::int AS rows, sum(expected_slots)::int AS slots FROM check_rollups',
    );
    expect(row).toEqual({ rows: 451, slots: 450 * 12 + 6 });
  });

  it('ends with the same when it does an hour twice', async () => {
    await store(0);
    await closeHours(dataSource, at(1, 20));
    const once = await rollups();
    await dataSource.query('UPDATE rollup_progress SET closed_until = $1', [new Date(at(0))]);
    await closeHours(dataSource, at(1, 20));
    expect(await rollups()).toEqual(once);
  });

  it('leaves the work to the one who is at it', async () => {
    const other = dataSource.createQueryRunner();
    await tryLockJob(other, 'rollups');
    expect(await closeHours(dataSource, at(1, 20))).toBe(0);
    expect(await closedUntilMs(dataSource.manager)).toBe(at(0));
    await unlockJob(other, 'rollups');
    await other.release();
    expect(await closeHours(dataSource, at(1, 20))).toBe(1);
  });

  it('closes hours of months for which there is no partition yet', async () => {
    const longAgoMs = START_MS - 100 * DAY_MS;
    await dataSource.query('UPDATE rollup_progress SET closed_until = $1', [new Date(longAgoMs)]);
    await dataSource.query('UPDATE schedule_periods SET from_at = $1', [new Date(longAgoMs)]);
    expect(await closeHours(dataSource, longAgoMs + 2 * HOUR_MS + 20 * MINUTE_MS)).toBe(2);
    expect(await rollups()).toHaveLength(2);
  });

  it('stops between two chunks when told to, and continues later', async () => {
    expect(await closeHours(dataSource, at(5, 20), AbortSignal.abort())).toBe(0);
    expect(await closedUntilMs(dataSource.manager)).toBe(at(0));
  });

  const markLate = (minutes: number, nowMs: number): Promise<void> =>
    dataSource.transaction((manager) =>
      markStaleRollups(manager, [{ monitorKey: monitor.key, slotMs: at(0, minutes) }], nowMs),
    );
  const staleCount = async (): Promise<number> =>
    (await dataSource.query<unknown[]>('SELECT 1 FROM stale_rollups')).length;

  it('sums an hour up again for a result that came after it was closed', async () => {
    await store(0);
    await closeHours(dataSource, at(1, 20));
    await store(10, 'down');
    await markLate(10, at(1, 30));
    expect(await staleCount()).toBe(1);
    await closeHours(dataSource, at(1, 31));
    expect(await rollups()).toMatchObject([{ up: 1, down: 1 }]);
    expect(await staleCount()).toBe(0);
  });

  it('marks nothing for results of hours that are still open', async () => {
    await markLate(50, at(1, 14));
    expect(await staleCount()).toBe(0);
  });

  it('keeps a mark whose hour is not closed yet', async () => {
    await markLate(10, at(1, 16));
    await closeHours(dataSource, at(1, 17));
    expect(await staleCount()).toBe(1);
    await closeHours(dataSource, at(1, 20));
    expect(await staleCount()).toBe(0);
  });

  it('does not replace a rollup whose single checks are gone', async () => {
    const hourMs = START_MS - 10 * DAY_MS;
    await dataSource.query('UPDATE schedule_periods SET from_at = $1', [new Date(hourMs)]);
    await dataSource.query('INSERT INTO stale_rollups VALUES ($1, $2)', [monitor.key, new Date(hourMs)]);
    await recomputeStaleRollups(dataSource.manager, at(1));
    expect(await rollups()).toEqual([]);
    expect(await staleCount()).toBe(0);
  });

  it('waits for a late result whose transaction is under way', async () => {
    await markLate(0, at(2));
    const recording = dataSource.createQueryRunner();
    await recording.startTransaction();
    await insertChecks(recording.manager, monitor.key, [{ slotMs: at(0, 10) }]);
    await markStaleRollups(recording.manager, [{ monitorKey: monitor.key, slotMs: at(0, 10) }], at(2));
    // The row is locked, so it is left for the next time.
    await recomputeStaleRollups(dataSource.manager, at(1));
    expect(await staleCount()).toBe(1);
    await recording.commitTransaction();
    await recording.release();
    await recomputeStaleRollups(dataSource.manager, at(1));
    expect(await rollups()).toMatchObject([{ up: 1 }]);
  });
});
