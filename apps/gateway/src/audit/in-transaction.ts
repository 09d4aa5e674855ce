import { isRetryable } from '@wakeful/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import type { Context } from '../context/context.js';
import { currentChange } from './audited-change.js';

const MAX_ATTEMPTS = 4;

/**
 * Runs `work` in a transaction, which is the database of the context that it gets; again when Postgres sacrificed it for
 * another one. The audit log's row for the request under way is written in the same transaction.
 */
export const inTransaction = <T>(context: Context, work: (context: Context) => Promise<T>): Promise<T> =>
  transact(context.database, (database) => work({ ...context, database }));

async function transact<T>(
  database: Pick<DataSource, 'transaction'>,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  const change = currentChange();
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await database.transaction(async (manager) => {
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
