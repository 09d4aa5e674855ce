import type { Assertion } from '@wakeful/contracts';
import { type AssertedResponse, quote, type Verdict } from './asserted-response.js';
import { holdsForText, isNegated, textOperatorWords } from './text-operators.js';

type HeaderAssertion = Extract<Assertion, { type: 'header' }>;

/**
 * Judges a response header. Of one that came several times, one must do; a negated operator must hold for all of them,
 * and so it holds for a header that is missing (as `fail_if_header_matches` of blackbox_exporter with `allow_missing`).
 * Throws PatternError, see regex.ts.
 */
export function judgeHeader(assertion: HeaderAssertion, headers: AssertedResponse['headers']): Verdict {
  const { operator, value = '' } = assertion;
  const name = assertion.name.toLowerCase();
  // A name such as "constructor" must not find what every object has.
  const found = Object.hasOwn(headers, name) ? headers[name] : undefined;
  if (found === undefined) return { passed: isNegated(operator), message: `The header ${name} is missing` };
  if (operator === 'exists') return { passed: true, message: `The header ${name} exists` };
  const values = typeof found === 'string' ? [found] : found;
  const is = (some: readonly string[]): string => `The header ${name} is ${some.map(quote).join(', ')}`;
  if (operator === 'notExists') return { passed: false, message: `${is(values)}, expected it to be missing` };
  const wanted = `expected ${textOperatorWords[operator]} ${quote(value)}`;
  if (isNegated(operator)) {
    const bad = values.find((one) => !holdsForText(one, operator, value));
    return bad === undefined
      ? { passed: true, message: is(values) }
      : { passed: false, message: `${is([bad])}, ${wanted}` };
  }
  const match = values.find((one) => holdsForText(one, operator, value));
  return match === undefined
    ? { passed: false, message: `${is(values)}, ${wanted}` }
    : { passed: true, message: is([match]) };
}
