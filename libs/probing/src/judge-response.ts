import { STATUS_CODES, type IncomingHttpHeaders } from 'node:http';
import type { AssertionResult, CheckOutcome, ProbeSpec } from '@wakeful/contracts';
import { matchesExpectedStatus } from '@wakeful/domain';

export type Verdict = Pick<CheckOutcome, 'status' | 'reason' | 'detail'>;

const MAX_DETAIL_CHARACTERS = 2_048;

/** A complete answer; `body` was decoded, its text is null when no assertion reads it. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  bodyBytes: number;
  bodyText: string | null;
}

const milliseconds = (us: number): string => Math.round(us / 1_000).toLocaleString('en-US');

/** Judges a complete answer: first its status, then the assertions, then how long it took. */
export function judgeResponse(
  spec: ProbeSpec,
  httpStatus: number,
  assertions: readonly AssertionResult[] | undefined,
  totalUs: number,
): Verdict {
  if (!matchesExpectedStatus(httpStatus, spec.expectedStatus)) {
    const answered = `Answered ${httpStatus} ${STATUS_CODES[httpStatus] ?? ''}`.trimEnd();
    return { status: 'down', reason: 'http_status', detail: `${answered}, expected ${spec.expectedStatus.join(', ')}` };
  }
  const failed = assertions?.filter(({ passed }) => !passed) ?? [];
  if (failed.length > 0) {
    const detail = failed.map(({ message }) => message).join('; ');
    return { status: 'down', reason: 'assertion', detail: detail.slice(0, MAX_DETAIL_CHARACTERS).toWellFormed() };
  }
  const { degradedThresholdMs } = spec;
  if (degradedThresholdMs === null || totalUs <= degradedThresholdMs * 1_000) {
    return { status: 'up', reason: null, detail: '' };
  }
  const detail = `Answered in ${milliseconds(totalUs)} ms, above the threshold of ${degradedThresholdMs.toLocaleString('en-US')} ms`;
  return { status: 'degraded', reason: null, detail };
}
