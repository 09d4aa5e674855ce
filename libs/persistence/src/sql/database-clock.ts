import { timeMs } from './column-types.js';
import { type Queryable, rowsOf } from './run-statement.js';
import { statement } from './statement.js';

const clock = statement({ nowMs: timeMs }, {}, 'SELECT clock_timestamp() AS now_ms');

/**
 * The database's own clock, by which the scheduler decides what is due; it advances within a transaction. Whatever is stored,
 * or compared with what is stored, is of this clock: the machines of the services may be wrong, each in its own way.
 */
export async function databaseNowMs(source: Queryable): Promise<number> {
  const [row] = await rowsOf(source, clock);
  if (!row) throw new TypeError('Postgres answered without a row');
  return row.nowMs;
}

/** The same as the API shows times. */
export const databaseNow = async (source: Queryable): Promise<string> =>
  new Date(await databaseNowMs(source)).toISOString();

/** The same as the value of a column that an entity writes. */
export const DATABASE_NOW = (): string => 'now()';
