import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY_MS } from '@wakeful/contracts';
import { createDataSource, ensurePartitions, oldestCheckDay } from '@wakeful/persistence';
import { createTestDatabase, type TestDatabase } from '@wakeful/testing';
import type { DataSource } from 'typeorm';
import { insertSession } from '../debug-sessions/debug-sessions.fixture.js';
import { insertChecks, insertMonitor } from '../maintenance.fixture.js';
import { applyRetention } from './retention.js';

const TODAY_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const retention = { checksDays: 30, rollupsDays: 400, debugDays: 14 };
const nameOfDay = (ms: number): string => `checks_${new Date(ms).toISOString().slice(0, 10).replaceAll('-', '_')}`;
const checkDays = (names: readonly string[]): string[] => names.filter((name) => name.startsWith('checks_')).toSorted();

describe('applyRetention', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url, 'test').initialize();
    await dataSource.query('UPDATE rollup_progress SET closed_until = $1', [new Date(TODAY_MS)]);
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const partitionsOf = async (parent: string): Promise<string[]> => {
    const rows = await dataSource.query<{ name: string }[]>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass ORDER BY 1`,
      [parent],
    );
    return rows.map((row) => row.name);
  };

  it('has partitions from yesterday to three days ahead, with the primary key of the whole', async () => {
    const laterMs = TODAY_MS + 20 * DAY_MS;
    await applyRetention(dataSource, laterMs, retention);
    const names = await partitionsOf('checks');
    const eventDays = await partitionsOf('network_events');
    for (const offset of [-1, 0, 1, 2, 3]) {
      const name = nameOfDay(laterMs + offset * DAY_MS);
      expect(names).toContain(name);
      expect(eventDays).toContain(name.replace('checks', 'network_events'));
    }
    const monitor = await insertMonitor(dataSource, { fromMs: laterMs });
    const check = { slotMs: laterMs };
    expect(await insertChecks(dataSource.manager, monitor.key, [check])).toHaveLength(1);
    expect(await insertChecks(dataSource.manager, monitor.key, [check])).toHaveLength(0);
    const [index] = await dataSource.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM pg_inherits WHERE inhparent = 'checks_pkey'::regclass`,
    );
    expect(index?.count).toBe(names.length);
  });

  it('lets two recorders make the same partitions at once, and readers continue', async () => {
    const reader = dataSource.createQueryRunner();
    await reader.startTransaction();
    await reader.query('SELECT count(*) FROM checks');
    const later = new Date(TODAY_MS + 90 * DAY_MS);
    await Promise.all([ensurePartitions(dataSource, later), ensurePartitions(dataSource, later)]);
    await reader.rollbackTransaction();
    await reader.release();
    expect(await partitionsOf('checks')).toContain(nameOfDay(later.getTime()));
  });

  it('drops the days beyond the retention, and only those', async () => {
    for (const ago of [31, 30, 29]) await ensurePartitions(dataSource, new Date(TODAY_MS - ago * DAY_MS));
    const before = await partitionsOf('checks');
    const dropped = await applyRetention(dataSource, TODAY_MS + DAY_MS / 2, retention);
    expect(checkDays(dropped)).toEqual([nameOfDay(TODAY_MS - 32 * DAY_MS), nameOfDay(TODAY_MS - 31 * DAY_MS)]);
    expect(await partitionsOf('checks')).toEqual(before.filter((name) => !dropped.includes(name)));
    expect(await oldestCheckDay(dataSource.manager)).toEqual(new Date(TODAY_MS - 30 * DAY_MS));
  });

  it('drops the months of rollups that are old enough', async () => {
    await ensurePartitions(dataSource, new Date(TODAY_MS - 500 * DAY_MS));
    const before = await partitionsOf('check_rollups');
    const dropped = await applyRetention(dataSource, TODAY_MS, { checksDays: 1000, rollupsDays: 400, debugDays: 14 });
    expect(dropped.filter((name) => name.startsWith('check_rollups'))).toHaveLength(3);
    expect(await partitionsOf('check_rollups')).toHaveLength(before.length - 3);
  });

  it('drops old network events and the evidence of old sessions, and keeps what these found', async () => {
    const daysAgo = (days: number): Date => new Date(TODAY_MS - days * DAY_MS);
    await ensurePartitions(dataSource, daysAgo(15));
    const { id: monitorId } = await insertMonitor(dataSource, { fromMs: TODAY_MS });
    const [old, kept] = await Promise.all(
      [15, 14].map((days) => insertSession(dataSource, { monitorId, requestedAt: daysAgo(days) })),
    );
    await dataSource.query(`UPDATE debug_sessions SET state = 'completed', diagnosis = '{}', evidence = '{}'`);
    // The hours of the checks are far behind, which holds up nothing here.
    await dataSource.query('UPDATE rollup_progress SET closed_until = $1', [daysAgo(60)]);
    const dropped = await applyRetention(dataSource, TODAY_MS + DAY_MS / 2, retention);
    const eventsOf = (days: number): string => nameOfDay(TODAY_MS - days * DAY_MS).replace('checks', 'network_events');
    expect(dropped).toEqual([eventsOf(16), eventsOf(15)]);
    expect(await partitionsOf('network_events')).toContain(eventsOf(14));
    const rows = await dataSource.query<object[]>(
      'SELECT id, diagnosis, evidence FROM debug_sessions ORDER BY requested_at',
    );
    expect(rows).toEqual([
      { id: old, diagnosis: {}, evidence: null },
      { id: kept, diagnosis: {}, evidence: {} },
    ]);
  });

  it('keeps days whose hours are not summed up yet', async () => {
    await ensurePartitions(dataSource, new Date(TODAY_MS - 60 * DAY_MS));
    await dataSource.query('UPDATE rollup_progress SET closed_until = $1', [new Date(TODAY_MS - 60 * DAY_MS)]);
    expect(checkDays(await applyRetention(dataSource, TODAY_MS, retention))).toEqual([
      nameOfDay(TODAY_MS - 61 * DAY_MS),
    ]);
    await dataSource.query('UPDATE rollup_progress SET closed_until = $1', [new Date(TODAY_MS)]);
    expect(await applyRetention(dataSource, TODAY_MS, retention)).toHaveLength(4);
  });
});
