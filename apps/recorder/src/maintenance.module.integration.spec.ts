import { describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HOUR_MS } from '@wakeful/contracts';
import { createDataSource, PersistenceModule } from '@wakeful/persistence';
import { createLogger, PlatformModule } from '@wakeful/platform';
import { createTestDatabase, waitFor } from '@wakeful/testing';
import { insertMonitor } from './maintenance.fixture.js';
import { MaintenanceModule } from './maintenance.module.js';

describe('MaintenanceModule', () => {
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

    @Module({
      imports: [
        PlatformModule.forRoot(createLogger('test', 'fatal')),
        PersistenceModule.forRoot({ address: { url: database.url }, applicationName: 'jobs', poolSize: 3 }),
        MaintenanceModule.forRoot({ retentionDays: 30, debugRetentionDays: 14 }),
      ],
    })
    class TestModule {}
    const app = await NestFactory.createApplicationContext(TestModule, { logger: false, abortOnError: false });

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
});
