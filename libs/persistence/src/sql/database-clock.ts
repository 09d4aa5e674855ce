import { timeMs } from './column-types.js';
import { type Queryable, rowsOf } from './run-statement.js';
import { statement } from './statement.js';

const clock = statement({ nowMs: timeMs }, {}, 'SELECT clock_timestamp() AS now_ms');

/** The database's own clock, by which the scheduler decides what is due; it advances within a transaction. */
export async function databaseNowMs(source: Queryable): Promise<number> {
  const [row] = await rowsOf(source, clock);
  return row?.nowMs ?? Date.now();
}
