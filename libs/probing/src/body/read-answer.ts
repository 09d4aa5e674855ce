import type { ProbeSpec } from '@wakeful/contracts';
import { type AssertedResponse, needsBody, needsBodyText } from '@wakeful/domain';
import { toProbeFailure } from '../failure/describe-failure.js';
import { ProbeFailure } from '../failure/probe-failure.js';
import type { HttpExchange } from '../http/http-exchange.js';
import { noteOddity } from '../note-oddity.js';
import type { ProbeRun } from '../probe-run.js';
import { readText } from './body-text.js';
import { decodeBody, readCodings } from './decode-body.js';

/** What the last hop answered, as far as it was read. */
export interface Answer extends Pick<AssertedResponse, 'status' | 'headers' | 'bodyBytes' | 'bodyText'> {
  /** What is wrong with the body. It decides, unless the status is wrong already. */
  failure: ProbeFailure | null;
  /** Why the body was not read to its end, as the failure that this is when an assertion needs the rest. */
  missing: ProbeFailure | null;
  /** Whether the body was passed over, so that its size says nothing. */
  isUnread: boolean;
}

const tooLarge = (maxBytes: number, decoded: string): ProbeFailure =>
  new ProbeFailure('body_too_large', `The body is larger than ${maxBytes.toLocaleString('en-US')} bytes${decoded}`);

/** A body that was to end with the connection, and had not when the time was over, may have been complete. */
function isOpenEnded(failure: ProbeFailure, exchange: HttpExchange, run: ProbeRun): boolean {
  return failure.reason === 'timeout' && exchange.bodyLength < 0 && run.place.bodyBytes > 0;
}

async function readBody(run: ProbeRun, spec: ProbeSpec, exchange: HttpExchange, answer: Answer): Promise<void> {
  const { assertions, maxBodyBytes } = spec;
  const codings = readCodings(exchange.head?.values('content-encoding') ?? []);
  // Whether the beginning of an encoded body is sound is unknown, and no one asks what is in it.
  if (answer.missing && codings.known.length > 0 && !needsBody(assertions)) return;
  const { bytes, isTooLarge, oddities } = await decodeBody(Buffer.concat(exchange.kept), codings, maxBodyBytes);
  if (!answer.missing) for (const oddity of oddities) noteOddity(run.facts, oddity);
  if (isTooLarge) answer.missing ??= tooLarge(maxBodyBytes, ' once decoded');
  run.witness?.decoded(bytes);
  answer.bodyBytes = bytes.length;
  if (needsBodyText(assertions)) answer.bodyText = readText(bytes, exchange.head?.values('content-type') ?? []);
}

/**
 * What is to be judged of an answer. No longer needs the connection: the time to decode is ours, not the site's.
 * @param failure what ended the body too early; null when nothing did
 */
export async function readAnswer(
  run: ProbeRun,
  spec: ProbeSpec,
  exchange: HttpExchange,
  failure: ProbeFailure | null,
): Promise<Answer> {
  run.close();
  const isLate = failure !== null && isOpenEnded(failure, exchange, run);
  const answer: Answer = {
    status: exchange.httpStatus ?? 0,
    headers: exchange.head && spec.assertions.length > 0 ? exchange.head.record() : {},
    bodyBytes: run.place.bodyBytes,
    bodyText: needsBodyText(spec.assertions) ? '' : null,
    failure: isLate ? null : failure,
    missing: isLate ? failure : null,
    isUnread: exchange.ending === 'unread',
  };
  if (exchange.ending === 'limit') answer.missing = tooLarge(spec.maxBodyBytes, '');
  if (exchange.kept.length === 0 || answer.failure) return answer;
  try {
    await readBody(run, spec, exchange, answer);
  } catch (error) {
    answer.failure = toProbeFailure(error, run.place);
  }
  return answer;
}
