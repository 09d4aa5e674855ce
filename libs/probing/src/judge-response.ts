import { STATUS_CODES } from 'node:http';
import type { AssertionResult, CheckFacts, CheckOutcome, ProbeSpec } from '@wakeful/contracts';
import {
  type AssertedResponse,
  evaluateAssertions,
  isSettledByBeginning,
  matchesExpectedStatus,
} from '@wakeful/domain';
import type { Answer } from './body/read-answer.js';
import { noteOddity } from './note-oddity.js';

export type Verdict = Pick<CheckOutcome, 'status' | 'reason' | 'detail'>;

/** How the response was reached. */
type Way = Pick<AssertedResponse, 'finalUrl' | 'durationsUs'>;

const MAX_DETAIL_CHARACTERS = 2_048;

const milliseconds = (us: number): string => Math.round(us / 1_000).toLocaleString('en-US');

/** Judges a response: first its status, then the assertions, then the duration. */
function judgeResponse(
  spec: ProbeSpec,
  httpStatus: number,
  assertions: readonly AssertionResult[],
  totalUs: number,
): Verdict {
  if (!matchesExpectedStatus(httpStatus, spec.expectedStatus)) {
    const answered = `HTTP ${httpStatus} ${STATUS_CODES[httpStatus] ?? ''}`.trimEnd();
    return {
      status: 'down',
      reason: 'http_status',
      detail: `${answered} (expected ${spec.expectedStatus.join(', ')})`,
    };
  }
  const failed = assertions.filter(({ passed }) => !passed);
  if (failed.length > 0) {
    const detail = failed.map(({ message }) => message).join('; ');
    return { status: 'down', reason: 'assertion', detail: detail.slice(0, MAX_DETAIL_CHARACTERS).toWellFormed() };
  }
  const { degradedThresholdMs } = spec;
  if (degradedThresholdMs === null || totalUs <= degradedThresholdMs * 1_000) {
    return { status: 'up', reason: null, detail: '' };
  }
  const detail = `Slow: ${milliseconds(totalUs)} ms (threshold ${degradedThresholdMs.toLocaleString('en-US')} ms)`;
  return { status: 'degraded', reason: null, detail };
}

const unsettled = 'Not evaluated: it depends on a part of the body that was not read';

/**
 * Judges what was read of a response, and stores the assertion results in the facts. The status comes first: when it is
 * wrong, the body does not matter. A partially read body is enough when no assertion depends on the rest.
 * @throws ProbeFailure what is wrong with the body, or why its rest was not read
 */
export function judgeAnswer(spec: ProbeSpec, answer: Answer, facts: CheckFacts, way: Way): Verdict {
  const { status, failure, missing, bodyBytes } = answer;
  const isExpected = matchesExpectedStatus(status, spec.expectedStatus);
  if (failure && isExpected) throw failure;
  let results: AssertionResult[] = [];
  if (spec.assertions.length > 0 && !failure) {
    const certificateExpiresAt = facts.certificate?.expiresAt ?? null;
    results = facts.assertions = evaluateAssertions(spec.assertions, { ...answer, ...way, certificateExpiresAt });
  }
  const open = results.filter((result, index) => {
    const assertion = spec.assertions[index];
    return missing !== null && assertion && !isSettledByBeginning(assertion, result.passed, bodyBytes);
  });
  for (const result of open) Object.assign(result, { passed: false, message: unsettled });
  const settled = results.filter((result) => !open.includes(result));
  if (missing && isExpected && open.length > 0 && settled.every(({ passed }) => passed)) throw missing;
  if (missing?.reason === 'timeout') noteOddity(facts, 'The body had not ended at the timeout of the check.');
  if (failure ?? missing) delete facts.timeoutPhase;
  return judgeResponse(spec, status, settled, way.durationsUs.totalUs);
}
