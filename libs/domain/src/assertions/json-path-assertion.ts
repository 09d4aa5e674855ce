import type { Assertion, JsonOperator } from '@wakeful/contracts';
import { cut, typed, type Verdict } from './asserted-response.js';
import type { ExactValue, JsonDocument } from './json-document.js';
import { selectJsonPath } from './json-path.js';
import { searchRegex } from './regex.js';
import { isNegated, textOperatorWords } from './text-operators.js';

type JsonPathAssertion = Extract<Assertion, { type: 'jsonPath' }>;
type Expected = string | number | bigint | boolean | null | undefined;

const MAX_SHOWN_PATH_CHARACTERS = 80;

const operatorWords: Readonly<Record<Exclude<JsonOperator, 'exists' | 'notExists'>, string>> = {
  ...textOperatorWords,
  equals: '',
  greaterThan: 'more than',
  lessThan: 'less than',
};

/** What is compared with: an integer beyond 2^53 is written out in the contract. */
const expectedOf = ({ value }: JsonPathAssertion): Expected =>
  typeof value === 'object' && value !== null ? BigInt(value.integer) : value;

const isNumber = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';

/** Numbers are equal by value, whether they are held as numbers or as bigints; JavaScript compares the two exactly. */
function isEqual(found: ExactValue, expected: Expected): boolean {
  if (isNumber(found) && isNumber(expected)) return found >= expected && found <= expected;
  return found === expected;
}

function doesContain(found: ExactValue, expected: Expected): boolean {
  if (typeof found === 'string') return typeof expected === 'string' && found.includes(expected);
  return Array.isArray(found) && found.some((item) => isEqual(item, expected));
}

const doesMatch = (found: ExactValue, pattern: Expected): boolean =>
  typeof found === 'string' && typeof pattern === 'string' && searchRegex(pattern, found);

function holds(found: ExactValue, operator: JsonOperator, expected: Expected): boolean {
  switch (operator) {
    case 'exists':
      return true;
    case 'notExists':
      return false;
    case 'equals':
      return isEqual(found, expected);
    case 'notEquals':
      return !isEqual(found, expected);
    case 'contains':
      return doesContain(found, expected);
    case 'notContains':
      return !doesContain(found, expected);
    case 'matches':
      return doesMatch(found, expected);
    case 'notMatches':
      return !doesMatch(found, expected);
    case 'greaterThan':
      return isNumber(found) && isNumber(expected) && found > expected;
    case 'lessThan':
      return isNumber(found) && isNumber(expected) && found < expected;
  }
}

/**
 * Judges the values that the path selects: one of them must satisfy the operator; a negated one must hold for all.
 * Where nothing is selected only `notExists` holds: a misspelled path must not pass permanently. Throws JsonPathError
 * when the path does not compile, PatternError likewise.
 */
export function judgeJsonPath(assertion: JsonPathAssertion, document: JsonDocument): Verdict {
  const { operator } = assertion;
  const path = cut(assertion.path, MAX_SHOWN_PATH_CHARACTERS);
  const expected = expectedOf(assertion);
  const wantsAll = isNegated(operator);
  let telling: { value: ExactValue } | null = null;
  let passed = wantsAll;
  for (const { location } of selectJsonPath(assertion.path, document.root)) {
    const value = document.exactAt(location);
    telling ??= { value };
    if (holds(value, operator, expected) === wantsAll) continue;
    passed = !wantsAll;
    telling = { value };
    break;
  }
  if (!telling) return { passed: operator === 'notExists', message: `${path} matches nothing in the body` };
  if (operator === 'exists') return { passed: true, message: `${path} exists` };
  const is = `${path} is ${typed(telling.value)}`;
  if (operator === 'notExists') return { passed: false, message: `${is}, expected it to be missing` };
  const wanted = [operatorWords[operator], typed(expected)].filter((part) => part !== '').join(' ');
  return { passed, message: passed ? is : `${is}, expected ${wanted}` };
}
