import { ResponseFault } from './response-fault.js';
import type { NoteOddity, ResponseHead } from './response-head.js';

/** How long a body is: its bytes, or one of these. */
export const CHUNKED = -1;
export const UNTIL_CLOSE = -2;

const MAX_LENGTH = 2 ** 63 - 1;
const statusesWithoutBody = new Set([101, 204, 205, 304]);

const split = (value: string): string[] => value.split(',').map((part) => part.trim());
/** The members of a list that may be spread over several lines (RFC 9110 section 5.3). */
const listOf = (values: readonly string[]): readonly string[] =>
  values.some((value) => value.includes(',')) ? values.flatMap(split) : values;
const differ = (values: readonly string[]): boolean => values.some((value) => value !== values[0]);

/** RFC 9112 section 6.1; a chunked body in HTTP/1.0 is none, as in Chromium. */
function isChunked(head: ResponseHead, odd: NoteOddity): boolean {
  const codings = listOf(head.values('transfer-encoding'));
  if (codings.length === 0) return false;
  if (codings.length > 1) odd('The body has other transfer codings than "chunked": they are left as they are.');
  const names = codings.some((coding) => coding.toLowerCase() === 'chunked');
  if (names && head.httpVersion === '1.0') odd('A chunked body in HTTP/1.0, which has none: it is read to its end.');
  return names && head.httpVersion === '1.1';
}

/**
 * How far the body of an answer goes: RFC 9112 section 6.3, and where servers stray Chromium's
 * `HttpStreamParser::CalculateResponseBodySize`. Different lengths, or places to go to, are refused as there: no one
 * could say which of them counts.
 */
export function readBodyLength(head: ResponseHead, isHeadRequest: boolean, odd: NoteOddity): number | ResponseFault {
  const refuse = (message: string): ResponseFault => new ResponseFault('head_invalid', message, head.httpStatus);
  const chunked = isChunked(head, odd);
  const lengths = listOf(head.values('content-length'));
  if (!chunked && differ(lengths)) return refuse('The answer has two different Content-Length headers');
  if (differ(head.values('location'))) return refuse('The answer has two different Location headers');
  if (chunked && lengths.length > 0) odd('The answer is chunked and has a Content-Length: chunked counts.');
  else if (lengths.length > 1) odd('The Content-Length is given more than once.');
  if (isHeadRequest || statusesWithoutBody.has(head.httpStatus)) return 0;
  if (chunked) return CHUNKED;
  const [length] = lengths;
  if (length === undefined) return UNTIL_CLOSE;
  if (/^\d+$/.test(length) && Number(length) <= MAX_LENGTH) return Number(length);
  odd('The Content-Length is no number: the body is read to the end of the connection.');
  return UNTIL_CLOSE;
}
