import type { CheckNowResult, ProbeNowReplyV1, ProbeNowV2 } from '@wakeful/contracts';
import { checkTimingsOf } from '../checks/check-rows.js';

/** What was asked and what was answered, as a check. */
export function checkNowResultOf(request: ProbeNowV2, reply: ProbeNowReplyV1): CheckNowResult {
  const { status, reason, detail, httpStatus, timings, facts } = reply.outcome;
  return {
    scheduledAt: request.scheduledAt,
    startedAt: reply.startedAt,
    location: request.location,
    trigger: 'manual',
    status,
    reason,
    detail,
    httpStatus,
    timings: checkTimingsOf(timings),
    facts,
  };
}
