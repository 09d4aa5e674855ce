import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DAY_MS, HOUR_MS } from '@wakeful/contracts';
import { createDataSource, PersistenceModule } from '@wakeful/persistence';
import { createLogger, PlatformModule } from '@wakeful/platform';
import { createTestDatabase, waitFor } from '@wakeful/testing';
import { insertMonitor } from './maintenance.fixture.js';
import { MaintenanceModule } from './maintenance.module.js';

function startJobs(url: string): Promise<INestApplicationContext> {
  @Module({
    imports: [
      PlatformModule.forRoot(createLogger('test', 'fatal')),
      PersistenceModule.forRoot({ address: { url }, applicationName: 'jobs', poolSize: 3 }),
      MaintenanceModule.forRoot({ retentionDays: 30, debugRetentionDays: 14 }),
    ],
  })
  class TestModule {}
  return NestFactory.createApplicationContext(TestModule, { logger: false, abortOnError: false });
}

describe('MaintenanceModule', () => {
  afterEach(() => void jest.restoreAllMocks());

  it('settles, sums up and drops old partitions as soon as the service starts, and ends with it', async () => {
    await using database = await createTestDatabase();
    const dataSource = await createDataSource(database.url, 'test').initialize();
    const nowMs = Date.now();
    const { id } = await insertMonitor(dataSource, { fromMs: nowMs - 5 * HOUR_MS });
    const closedUntilMs = Math.floor((nowMs - 4 * HOUR_MS) / HOUR_MS) * HOUR_MS;
    await dataSource.query('UPDATE rollup_progress SET closed_until = $1', [new Date(closedUntilMs)]);
    await dataSource.query(
      `CREATE TABLE checks_old PARTITION OF checks FOR VALUES FROM ('2001-01-01T00:00:00Z') TO ('2001-01-02T00:00:00Z')`,
    );

    const app = await startJobs(database.url);
    const has = async (query: string): Promise<boolean> => (await dataSource.query<unknown[]>(query)).length > 0;
    await waitFor(() => has(`SELECT 1 FROM gaps WHERE monitor_id = '${id}' AND slots > 290`), { what: 'a gap' });
    await waitFor(() => has('SELECT 1 FROM check_rollups WHERE expected_slots = 60'), { what: 'a rollup' });
    const isOldGone = async (): Promise<boolean> => !(await has(`SELECT 1 FROM pg_class WHERE relname = 'checks_old'`));
    await waitFor(isOldGone, { what: 'the old partition to be dropped' });
    await app.close();
    const isDisconnected = async (): Promise<boolean> =>
      !(await has(`SELECT 1 FROM pg_stat_activity WHERE application_name = 'jobs'`));
    expect(await waitFor(isDisconnected, { what: 'the jobs to end' })).toBe(true);
    await dataSource.destroy();
  });

  it('goes by the clock of the database, whatever that of its own machine says', async () => {
    await using database = await createTestDatabase();
    const dataSource = await createDataSource(database.url, 'test').initialize();
    const nowMs = Date.now();
    const { id } = await insertMonitor(dataSource, { fromMs: nowMs - 5 * HOUR_MS });
    await dataSource.query('UPDATE rollup_progress SET closed_until = $1', [
      new Date(nowMs - (nowMs % HOUR_MS) - 4 * HOUR_MS),
    ]);
    const days = async (): Promise<unknown> =>
      dataSource.query(`SELECT relname FROM pg_class WHERE relname ~ '^checks_' ORDER BY relname`);
    const daysBefore = await days();
    jest.spyOn(Date, 'now').mockImplementation(() => nowMs + 90 * DAY_MS);
    const app = await startJobs(database.url);
    const read = async (what: string): Promise<number> =>
      Number((await dataSource.query<{ ms: string }[]>(`SELECT extract(epoch FROM (${what})) * 1000 AS ms`))[0]?.ms);
    // It settles in steps of an hour: the last one is that which reaches the present.
    await waitFor(
      async () => (await read(`SELECT settled_until FROM monitor_state WHERE monitor_id = '${id}'`)) > nowMs - HOUR_MS,
      {
        what: 'the gap to reach the present',
      },
    );
    await waitFor(async () => (await read('SELECT closed_until FROM rollup_progress')) > nowMs - 3 * HOUR_MS, {
      what: 'the hours to be summed up',
    });
    await app.close();
    expect(await read(`SELECT settled_until FROM monitor_state WHERE monitor_id = '${id}'`)).toBeLessThan(
      nowMs + HOUR_MS,
    );
    expect(await read('SELECT max(until_at) FROM gaps')).toBeLessThan(nowMs + HOUR_MS);
    expect(await read('SELECT closed_until FROM rollup_progress')).toBeLessThanOrEqual(nowMs);
    expect(await days()).toEqual(expect.arrayContaining(daysBefore as unknown[]));
    await dataSource.destroy();
  });
});
