import { lockJob } from './advisory-locks.js';
import { createDataSource } from './data-source.js';
import type { DatabaseAddress } from './database-address.js';
import { ensurePartitions } from './partitions.js';

/** Brings the database to the newest schema and creates the partitions for the days ahead. */
export async function runMigrations(database: DatabaseAddress | string): Promise<void> {
  const dataSource = await createDataSource(database, 'wakeful-migrate', 3).initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lockJob(lock, 'migrations');
    await dataSource.runMigrations();
    await ensurePartitions(dataSource, new Date());
  } finally {
    await lock.release();
    await dataSource.destroy();
  }
}
