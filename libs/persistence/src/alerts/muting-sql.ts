import { presentMaintenanceSql } from '../maintenance.js';
import { RESULT_GRACE_SECONDS, spokenForSecondsSql } from '../monitors/effective-status.js';

const ABOVE = `
  WITH RECURSIVE above AS (
    SELECT p.id, p.parent_id, p.name FROM monitors p WHERE p.id = m.parent_id
     UNION SELECT p.id, p.parent_id, p.name FROM monitors p JOIN above a ON p.id = a.parent_id)`;

/**
 * The last result of a monitor `p` with state `s` is recent enough to be current, as for its effective status, also while
 * the circuit breaker lengthens the interval.
 */
const isKnown = `(now() <= s.last_slot_at + make_interval(secs => ${spokenForSecondsSql('p')})
  OR now() <= s.known_until + make_interval(secs => p.timeout_ms * 0.001::float8 + ${RESULT_GRACE_SECONDS}))`;

/** SQL for the current maintenance window of a monitor `m`, and for an ancestor that is down; each null if none. */
export const mutingSql = {
  maintenance: presentMaintenanceSql('w.name'),
  /** An ancestor that is paused or has no current result is not known to be down and mutes nothing. */
  parent: `(${ABOVE}
    SELECT a.name FROM above a JOIN downtime_windows d ON d.monitor_id = a.id AND d.ended_at IS NULL
      JOIN monitors p ON p.id = a.id AND p.enabled JOIN monitor_state s ON s.monitor_id = a.id
     WHERE ${isKnown} LIMIT 1)`,
  /** When the last of its ancestors recovered. */
  parentRecoveredAt: `(${ABOVE} SELECT max(d.ended_at) FROM above a JOIN downtime_windows d ON d.monitor_id = a.id)`,
};
