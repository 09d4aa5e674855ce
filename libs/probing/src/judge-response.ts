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

/** How the answer was reached. */
type Way = Pick<AssertedResponse, 'finalUrl' | 'durationsUs'>;

const MAX_DETAIL_CHARACTERS = 2_048;

const milliseconds = (us: number): string => Math.round(us / 1_000).toLocaleString('en-US');

/** Judges an answer: first its status, then the assertions, then how long it took. */
function judgeResponse(
  spec: ProbeSpec,
  httpStatus: number,
  assertions: readonly AssertionResult[],
  totalUs: number,
): Verdict {
  if (!matchesExpectedStatus(httpStatus, spec.expectedStatus)) {
    const answered = `Answered ${httpStatus} ${STATUS_CODES[httpStatus] ?? ''}`.trimEnd();
    return { status: 'down', reason: 'http_status', detail: `${answered}, expected ${spec.expectedStatus.join(', ')}` };
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
  const detail = `Answered in ${milliseconds(totalUs)} ms, above the threshold of ${degradedThresholdMs.toLocaleString('en-US')} ms`;
  return { status: 'degraded', reason: null, detail };
}

const unsettled = 'Not decided: it depends on a part of the body that was not read';

/**
 * Judges what was read of an answer, and puts into the facts how its assertions came out. The status comes first: when it is
 * wrong, nothing that became of the body matters. A body of which only the beginning was read is enough when no assertion
 * depends on the rest.
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
  if (missing?.reason === 'timeout') noteOddity(facts, 'The body had not ended when the time of the check was over.');
  if (failure ?? missing) delete facts.timeoutPhase;
  return judgeResponse(spec, status, settled, way.durationsUs.totalUs);
}
