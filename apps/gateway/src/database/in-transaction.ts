import type { DataSource, EntityManager } from 'typeorm';
import { isRetryable } from './database-errors.js';

const MAX_ATTEMPTS = 4;

/** Runs `work` in a transaction; again when Postgres sacrificed it for another one. */
export async function inTransaction<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await dataSource.transaction(work);
    } catch (error) {
      if (!isRetryable(error) || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/** The database's own clock, by which the scheduler decides what is due. */
export async function databaseNowMs(manager: EntityManager): Promise<number> {
  const [row] = await manager.query<{ ms: number }[]>(
    'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms',
  );
  return row?.ms ?? Date.now();
}
