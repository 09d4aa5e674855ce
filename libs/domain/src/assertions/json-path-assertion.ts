import type { Assertion } from '@wakeful/contracts';
import { quote, type Verdict } from './asserted-response.js';
import { type JSONValue,selectJsonPath } from './json-path.js';

type JsonPathAssertion = Extract<Assertion, { type: 'jsonPath' }>;

const operatorWords = {
  equals: 'equal to',
  notEquals: 'other than',
  contains: 'containing',
  greaterThan: 'greater than',
  lessThan: 'less than',
} as const;

/**
 * Whether a value is the expected one. An integer beyond 2^53 (see parse-json.ts) is written as text in an assertion: as a
 * number it has lost its last digits before anybody could compare them.
 */
function isSame(found: unknown, value: JsonPathAssertion['value']): boolean {
  if (typeof found !== 'bigint') return found === value;
  return typeof value === 'string' ? String(found) === value : Number(found) === value;
}

const isNumber = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';

function holds(found: unknown, { operator, value }: JsonPathAssertion): boolean {
  switch (operator) {
    case 'exists':
      return true;
    case 'equals':
      return isSame(found, value);
    case 'notEquals':
      return !isSame(found, value);
    case 'contains':
      if (typeof found === 'string') return typeof value === 'string' && found.includes(value);
      return Array.isArray(found) && value !== undefined && found.some((one) => isSame(one, value));
    case 'greaterThan':
      return isNumber(found) && typeof value === 'number' && found > value;
    case 'lessThan':
      return isNumber(found) && typeof value === 'number' && found < value;
  }
}

/**
 * Judges the values that the path selects: at least one must satisfy the operator, only for `notEquals` all of them
 * must. Nothing selected fails. Throws JsonPathError when the path does not compile.
 */
export function judgeJsonPath(assertion: JsonPathAssertion, document: JSONValue): Verdict {
  const { path, operator, value } = assertion;
  const wantsAll = operator === 'notEquals';
  let first: JSONValue | undefined;
  let passed = wantsAll;
  for (const found of selectJsonPath(path, document)) {
    first ??= found;
    if (holds(found, assertion) === wantsAll) continue;
    passed = !wantsAll;
    first = found;
    break;
  }
  if (first === undefined) return { passed: false, message: `${quote(path)} selects nothing in the body` };
  if (operator === 'exists') return { passed: true, message: `${quote(path)} exists` };
  const is = `${quote(path)} is ${quote(first)}`;
  return { passed, message: passed ? is : `${is}, expected a value ${operatorWords[operator]} ${quote(value)}` };
}
