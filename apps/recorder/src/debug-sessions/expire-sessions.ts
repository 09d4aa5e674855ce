import { DEBUG_SESSION_EXPIRES_AFTER_MS } from '@wakeful/contracts';
import type { DataSource } from 'typeorm';

const MINUTE_MS = 60_000;
/** The longest visit that can be configured, begun at the last moment. */
const LONGEST_VISIT_MS = 10 * MINUTE_MS;
/** Redeliveries, on the way there and back. */
const MARGIN_MS = 2 * MINUTE_MS;

/** From the request of a session until a result is no longer expected. A later one is still stored. */
export const RESULT_DUE_AFTER_MS = DEBUG_SESSION_EXPIRES_AFTER_MS + LONGEST_VISIT_MS + MARGIN_MS;

const SENTENCE =
  `No evidence of a browser arrived within ${RESULT_DUE_AFTER_MS / MINUTE_MS} minutes: ` +
  'see whether the debug-session service runs, and whether there are dead letters.';

/** Ends sessions whose result is overdue. Returns their number. */
export async function expireSessions(dataSource: DataSource, nowMs: number): Promise<number> {
  const rows = await dataSource.query<[unknown[], number]>(
    `UPDATE debug_sessions SET state = 'expired', completed_at = $1, success = false, error = $2
      WHERE state = 'queued' AND requested_at < $3`,
    [new Date(nowMs), SENTENCE, new Date(nowMs - RESULT_DUE_AFTER_MS)],
  );
  return rows[1];
}
