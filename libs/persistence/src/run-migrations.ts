import type { DatabaseAddress } from './database-address.js';
import { createDataSource } from './data-source.js';
import { ensurePartitions } from './partitions.js';

/** Any number; two runners at once wait for each other on it. */
const MIGRATION_LOCK = 7_238_019;

/** Brings the database to the newest schema and creates the partitions for the days ahead. */
export async function runMigrations(database: DatabaseAddress | string): Promise<void> {
  const dataSource = await createDataSource(database, 'wakeful-migrate', 3).initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await dataSource.runMigrations();
    await ensurePartitions(dataSource, new Date());
  } finally {
    await lock.release();
    await dataSource.destroy();
  }
}
