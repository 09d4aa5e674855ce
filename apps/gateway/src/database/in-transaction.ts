import type { DataSource, EntityManager } from 'typeorm';
import { currentChange } from '../audit/audited-change.js';
import { isRetryable } from './database-errors.js';

const MAX_ATTEMPTS = 4;

/**
 * Runs `work` in a transaction; again when Postgres sacrificed it for another one. The audit log's row for the request
 * under way is written in the same transaction.
 */
export async function inTransaction<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  const change = currentChange();
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await dataSource.transaction(async (manager) => {
        const made = await work(manager);
        await change?.write(manager, made);
        return made;
      });
      change?.committed();
      return result;
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
