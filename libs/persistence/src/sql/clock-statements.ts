import { timeMs } from './column-types.js';
import { statement } from './statement.js';

/** The database's own clock, by which the scheduler decides what is due; it goes on within a transaction. */
export const databaseClock = statement({ nowMs: timeMs }, {}, 'SELECT clock_timestamp() AS now_ms');
