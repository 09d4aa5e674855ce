import type { JSONValue } from './json-path.js';

const MAX_DIGITS = 400;
/** So many digits in a row are needed for an integer that a double does not hold exactly. */
const mayHoldLargeInteger = /\d{16}/;
const integer = /^-?\d+$/;

/** The text of a value is the third argument of a reviver: https://github.com/tc39/proposal-json-parse-with-source */
type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;

const keepExactly: Reviver = (_key, value, { source }) => {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || source === undefined) return value;
  return integer.test(source) && source.length <= MAX_DIGITS ? BigInt(source) : value;
};

/**
 * Reads JSON (RFC 8259), also with a byte order mark, which servers must not send. Integers beyond 2^53 come as bigint, so
 * that two that differ are not taken for the same.
 * @throws SyntaxError for a text that is not JSON
 */
export function parseJson(text: string): JSONValue {
  const json = text.startsWith('\ufeff') ? text.slice(1) : text;
  const reviver = mayHoldLargeInteger.test(json) ? (keepExactly as Parameters<typeof JSON.parse>[1]) : undefined;
  return JSON.parse(json, reviver) as JSONValue;
}
