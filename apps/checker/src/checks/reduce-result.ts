import { checkOutcome, type CheckResult, type CheckStatus } from '@wakeful/contracts';

const { status, reason, httpStatus, timings } = checkOutcome.shape;
const NO_TIMINGS = { dnsUs: 0, connectUs: 0, tlsUs: 0, ttfbUs: 0, transferUs: 0, totalUs: 0 };
const NO_VERDICT =
  'What the checker found did not fit into a result, which is a fault of the checker; its log says what.';
const MAX_DETAIL_LENGTH = 2_048;
const ELLIPSIS = '…';

const cut = (text: string): string =>
  text.length > MAX_DETAIL_LENGTH ? text.slice(0, MAX_DETAIL_LENGTH - ELLIPSIS.length) + ELLIPSIS : text;

/**
 * What is left of a result that does not fit its contract: its verdict and the start of its detail, whatever else fits, and
 * no facts. So its slot is never a gap; one whose verdict itself does not fit is `unknown`.
 */
export function reduceResult(result: CheckResult): CheckResult {
  const { monitorId, scheduledAt, location, trigger, startedAt } = result;
  const verdict = status.safeParse(result.status);
  const cause = reason.safeParse(result.reason);
  const isVerdict = verdict.success && cause.success;
  const kept: { status: CheckStatus; reason: CheckResult['reason'] } = isVerdict
    ? { status: verdict.data, reason: cause.data }
    : { status: 'unknown', reason: 'checker_fault' };
  return {
    ...{ monitorId, scheduledAt, location, trigger, startedAt },
    ...kept,
    detail: isVerdict ? cut(String(result.detail)) : NO_VERDICT,
    httpStatus: httpStatus.safeParse(result.httpStatus).data ?? null,
    timings: timings.safeParse(result.timings).data ?? NO_TIMINGS,
    facts: {},
  };
}
