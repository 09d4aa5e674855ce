import { nothing, number, timeMs } from './column-types.js';
import { statement } from './statement.js';

/** Waits for whoever holds the same lock, and keeps it until the end of the transaction. */
export const lockUntilCommit = statement(
  { locked: nothing },
  { key: number },
  'SELECT pg_advisory_xact_lock($key) AS locked',
);

/** The database's own clock, by which the scheduler decides what is due; it goes on within a transaction. */
export const databaseClock = statement({ nowMs: timeMs }, {}, 'SELECT clock_timestamp() AS now_ms');
