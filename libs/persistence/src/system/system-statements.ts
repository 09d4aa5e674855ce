import { isoTime, number, orNull, timeMs } from '../sql/column-types.js';
import { statement } from '../sql/statement.js';

/** Whether the schedule is late, and what is missing. */
export const systemFigures = statement(
  { now: isoTime, lagSeconds: number, dueChecks: number, missedSlots: number, openWindows: number },
  {},
  `SELECT now() AS now, due.lag::float8 AS lag_seconds, due.count AS due_checks,
     (SELECT coalesce(sum(slots), 0) FROM gaps WHERE from_at >= now() - interval '24 hours') AS missed_slots,
     (SELECT count(*) FROM downtime_windows WHERE ended_at IS NULL) AS open_windows
   FROM (SELECT count(*) AS count, coalesce(extract(epoch FROM now() - min(next_due_at)), 0) AS lag
           FROM monitor_schedule WHERE next_due_at <= now()) due`,
);

/** Before the first user and the first monitor there was nothing to store. */
export const sizeAndBeginning = statement(
  { sizeBytes: number, since: orNull(timeMs) },
  {},
  `SELECT pg_database_size(current_database()) AS size_bytes,
          least((SELECT min(created_at) FROM users), (SELECT min(created_at) FROM monitors)) AS since`,
);
