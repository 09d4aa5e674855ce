import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@wakeful/testing';
import type { DataSource } from 'typeorm';
import {
  LOCK_TIMEOUT_MS,
  lockInTransaction,
  lockObjectInTransaction,
  tryLockJob,
  unlockJob,
} from './advisory-locks.js';
import { isConnectionError } from './connection-errors.js';
import { createDataSource } from './data-source.js';

describe('advisory locks', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url, 'locks-spec').initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('of one purpose hold up no other: while hours are summed up, users can change and monitors be judged', async () => {
    const job = dataSource.createQueryRunner();
    expect(await tryLockJob(job, 'rollups')).toBe(true);
    await dataSource.transaction(async (manager) => {
      for (const lock of ['partitions', 'admins', 'firstStart', 'debugSessionRequests', 'monitorParents'] as const) {
        await lockInTransaction(manager, lock);
      }
      await lockObjectInTransaction(manager, 'flapping', 'a monitor');
    });
    await unlockJob(job, 'rollups');
    await job.release();
  });

  it('are waited for a few seconds only, and the failure counts as one to try again after', async () => {
    const failure = await dataSource.transaction(async (holder) => {
      await lockInTransaction(holder, 'admins');
      const startedMs = performance.now();
      const error: unknown = await dataSource
        .transaction((waiter) => lockInTransaction(waiter, 'admins'))
        .catch((reason: unknown) => reason);
      expect(performance.now() - startedMs).toBeGreaterThan(LOCK_TIMEOUT_MS - 100);
      return error;
    });
    expect(failure).toMatchObject({ code: '55P03' });
    expect(isConnectionError(failure)).toBe(true);
  });
});
