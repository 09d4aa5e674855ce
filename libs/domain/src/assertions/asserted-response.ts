import type { Assertion, PhaseTimings } from '@wakeful/contracts';

/** The response that assertions are evaluated on. Header names are in lower case, as in Node. */
export interface AssertedResponse {
  status: number;
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Size of the decoded (decompressed) body. */
  bodyBytes: number;
  /** The decoded body; null when no assertion needs it, see {@link needsBodyText}. */
  bodyText: string | null;
  /** The URL after all redirects; the monitor's own URL if there were none. */
  finalUrl: string;
  durationsUs: PhaseTimings;
  /** The earliest expiry of the certificates involved, in ISO 8601; null without TLS. */
  certificateExpiresAt: string | null;
}

/** Whether any of the assertions reads the body's text, so that a probe has to keep it. */
export function needsBodyText(assertions: readonly Assertion[]): boolean {
  for (const { type } of assertions) if (type === 'keyword' || type === 'regex' || type === 'jsonPath') return true;
  return false;
}

/** The duration of a body is known when it has ended. */
const isOfTransfer = (assertion: Assertion): boolean => assertion.type === 'duration' && assertion.phase === 'transfer';

/** Whether any of the assertions is about the body. */
export function needsBody(assertions: readonly Assertion[]): boolean {
  return needsBodyText(assertions) || assertions.some((one) => one.type === 'bodySize' || isOfTransfer(one));
}

/**
 * Whether the start of a body, evaluated instead of the whole, is enough for the verdict: a match counts, but a missing
 * text may still follow.
 */
export function isSettledByBeginning(assertion: Assertion, passed: boolean, beginningBytes: number): boolean {
  switch (assertion.type) {
    case 'keyword':
    case 'regex':
      return passed === assertion.present;
    case 'jsonPath':
      return false;
    case 'bodySize':
      return assertion.maxBytes === undefined ? passed : beginningBytes > assertion.maxBytes;
    case 'duration':
      return !passed || !isOfTransfer(assertion);
    case 'header':
    case 'finalUrl':
    case 'certificate':
      return true;
  }
}

/** The result of one assertion; `message` is a sentence that says what was found. */
export interface Verdict {
  passed: boolean;
  message: string;
}

const MAX_QUOTED_CHARACTERS = 80;

/**
 * The start of a text. A character that the cut would split is replaced, as half a surrogate pair is not valid text.
 */
export const cut = (text: string, maxLength: number): string => text.slice(0, maxLength).toWellFormed();

/** A value as quoted in a sentence: JSON, truncated if long. */
export function quote(value: unknown): string {
  // A long document is cut before serialization, which would otherwise cost as much as the whole.
  const text = typeof value === 'string' ? JSON.stringify(cut(value, MAX_QUOTED_CHARACTERS + 1)) : describe(value);
  return text.length <= MAX_QUOTED_CHARACTERS ? text : `${cut(text, MAX_QUOTED_CHARACTERS - 1)}…`;
}

/** A value with its type where that is not obvious: `the string "5"`, `the number 5`, `null`. */
export function typed(value: unknown): string {
  if (typeof value === 'string') return `the string ${quote(value)}`;
  return typeof value === 'number' || typeof value === 'bigint' ? `the number ${value}` : quote(value);
}

function describe(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return JSON.stringify(value) ?? 'nothing';
}
