import { DEBUG_SESSION_EXPIRES_AFTER_MS, MINUTE_MS } from '@wakeful/contracts';
import { changesOf, databaseNowMs, expireDebugSessions } from '@wakeful/persistence';
import { periodicJob } from '@wakeful/platform';
import { DataSource } from 'typeorm';
import { sessionsEnded } from './debug-session-metrics.js';

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
export const endOverdueSessions = (dataSource: DataSource, nowMs: number): Promise<number> =>
  changesOf(dataSource, expireDebugSessions, {
    now: nowMs,
    error: SENTENCE,
    requestedBefore: nowMs - RESULT_DUE_AFTER_MS,
  });

/** So that no session waits permanently. */
export const expiryJob = periodicJob({
  name: 'expiry of debug sessions',
  intervalMs: 30_000,
  needs: [DataSource],
  run: async ({ logger }, dataSource) => {
    const expired = await endOverdueSessions(dataSource, await databaseNowMs(dataSource));
    if (expired === 0) return;
    sessionsEnded.inc({ state: 'expired' }, expired);
    logger.warn({ expired }, 'debug sessions expired: see whether the debug-session service runs');
  },
});
