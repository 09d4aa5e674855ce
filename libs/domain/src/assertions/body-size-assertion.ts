import type { Assertion } from '@wakeful/contracts';
import type { Verdict } from './asserted-response.js';

type BodySizeAssertion = Extract<Assertion, { type: 'bodySize' }>;

/** Judges the size of the decoded body in bytes; both limits are inclusive. */
export function judgeBodySize({ minBytes, maxBytes }: BodySizeAssertion, bodyBytes: number): Verdict {
  const is = `The body has ${bodyBytes} bytes`;
  if (minBytes !== undefined && bodyBytes < minBytes) {
    return { passed: false, message: `${is}, expected at least ${minBytes}` };
  }
  if (maxBytes !== undefined && bodyBytes > maxBytes) {
    return { passed: false, message: `${is}, expected at most ${maxBytes}` };
  }
  return { passed: true, message: is };
}
