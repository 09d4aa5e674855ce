import { type DebugMoment, debugRunV1, type DebugRunV2, debugRunV2 } from '@wakeful/contracts';
import {
  knownOfDebugSessions,
  type OutboxMessage,
  outboxMessage,
  type ProbedColumns,
  probeSpecOf,
  probeSpecV1Of,
  type RowsOf,
  rowsOf,
} from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';

/** A session that is to be asked for, and how its page is asked for. */
export interface AskedSession extends ProbedColumns {
  id: string;
  monitorId: string;
}

/**
 * What asks browsers to visit the pages of these sessions, in the oldest words that can say it; with the check that failed, and with how the
 * page was when it was last good, as far as they are known.
 */
export async function sessionMessages(
  manager: EntityManager,
  sessions: readonly AskedSession[],
  moment: DebugMoment,
  now: Date,
): Promise<OutboxMessage[]> {
  if (sessions.length === 0) return [];
  const known = await rowsOf(manager, knownOfDebugSessions, { sessionIds: sessions.map(({ id }) => id) });
  const knownOf = new Map(known.map((one) => [one.sessionId, knownAt(moment, one)]));
  return sessions.map((session) => {
    const { id: sessionId, monitorId } = session;
    const request = { sessionId, monitorId, moment, requestedAt: now.toISOString(), ...knownOf.get(sessionId) };
    const specV1 = probeSpecV1Of(session);
    return specV1
      ? outboxMessage(debugRunV1, { ...request, spec: specV1 })
      : outboxMessage(debugRunV2, { ...request, spec: probeSpecOf(session) });
  });
}

type Known = Pick<DebugRunV2, 'failure' | 'lastGood'>;

function knownAt(moment: DebugMoment, known: RowsOf<typeof knownOfDebugSessions>[number]): Known {
  const { startedAt, lastGoodAt, affectedChecks, firstFailure, goodCheck, goodVisit } = known;
  const until = lastGoodAt?.toISOString() ?? null;
  const { reason = null, detail = '', httpStatus = null } = firstFailure;
  return {
    ...((goodCheck ?? goodVisit) && { lastGood: { until, check: goodCheck, visit: goodVisit } }),
    ...(moment === 'opened' && {
      failure: { at: startedAt.toISOString(), reason, detail, httpStatus, failedChecks: Math.max(1, affectedChecks) },
    }),
  };
}
