import { lockJob } from './advisory-locks.js';
import { createDataSource } from './data-source.js';
import type { DatabaseAddress } from './database-address.js';
import { ensurePartitions } from './partitions.js';
import { grantToServices } from './roles/grant-to-services.js';
import { databaseNowMs } from './sql/database-clock.js';

export interface MigrationOptions {
  /** The services have roles of their own, named by it and the service: they get what they need, and nothing else. */
  readonly rolePrefix?: string | undefined;
}

/**
 * Brings the database to the newest schema and creates the partitions for the days ahead.
 * @throws RoleUnusableError
 */
export async function runMigrations(
  database: DatabaseAddress | string,
  { rolePrefix }: MigrationOptions = {},
): Promise<void> {
  const dataSource = await createDataSource(database, 'wakeful-migrate', 3).initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lockJob(lock, 'migrations');
    await dataSource.runMigrations();
    await ensurePartitions(dataSource, new Date(await databaseNowMs(dataSource)));
    if (rolePrefix !== undefined) await grantToServices(dataSource, rolePrefix);
  } finally {
    await lock.release();
    await dataSource.destroy();
  }
}
