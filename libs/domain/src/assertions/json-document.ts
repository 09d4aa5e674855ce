import type { JSONValue } from 'json-p3';

/** A value of a JSON document in which integers are exact: a bigint where a number would have rounded it. */
export type ExactValue = JSONValue | bigint | ExactValue[] | { [key: string]: ExactValue };

/** Integers of so many digits may lie beyond 2^53. */
const LONG_INTEGER = /\d{16}/;
/** An expected integer has at most 100 digits; to convert a million of them takes 200 ms. */
const INTEGER = /^-?\d{1,128}$/;

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;
// ECMAScript 2026: a reviver receives the source text (https://tc39.es/proposal-json-parse-with-source/).
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

const exactly: Reviver = (_key, value, { source }) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && INTEGER.test(source)
    ? BigInt(source)
    : value;

/** A parsed JSON text. Paths select in `root`; what they select is compared by {@link JsonDocument.exactAt}. */
export class JsonDocument {
  readonly root: JSONValue;
  readonly #exact: unknown;

  /** @throws SyntaxError */
  constructor(text: string) {
    // RFC 8259, section 8.1 lets a parser ignore a byte order mark.
    const json = text.replace(/^\uFEFF/, '');
    this.root = JSON.parse(json) as JSONValue;
    this.#exact = LONG_INTEGER.test(json) ? parseWithSource(json, exactly) : this.root;
  }

  /** The value at a location (member names and indices) that a path selected. */
  exactAt(location: readonly (string | number)[]): ExactValue {
    let value = this.#exact;
    for (const step of location) value = (value as Record<string | number, unknown>)[step];
    return value as ExactValue;
  }
}
