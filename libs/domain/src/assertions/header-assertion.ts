import type { Assertion } from '@wakeful/contracts';
import { type AssertedResponse, quote, type Verdict } from './asserted-response.js';
import { searchRegex } from './regex.js';

type HeaderAssertion = Extract<Assertion, { type: 'header' }>;

const operatorWords = { equals: 'to be', contains: 'to contain', matches: 'to match' } as const;

function holds(found: string, { operator, value = '' }: HeaderAssertion): boolean {
  switch (operator) {
    case 'exists':
      return true;
    case 'equals':
      return found === value;
    case 'contains':
      return found.includes(value);
    case 'matches':
      return searchRegex(value, found);
  }
}

/** Judges a response header; of one that came several times, one must do. Throws PatternError, see regex.ts. */
export function judgeHeader(assertion: HeaderAssertion, headers: AssertedResponse['headers']): Verdict {
  const name = assertion.name.toLowerCase();
  // A name such as "constructor" must not find what every object has.
  const found = Object.hasOwn(headers, name) ? headers[name] : undefined;
  if (found === undefined) return { passed: false, message: `The header ${name} is missing` };
  const values = typeof found === 'string' ? [found] : found;
  const match = values.find((one) => holds(one, assertion));
  if (assertion.operator === 'exists') return { passed: true, message: `The header ${name} is there` };
  if (match !== undefined) return { passed: true, message: `The header ${name} is ${quote(match)}` };
  const wanted = `expected ${operatorWords[assertion.operator]} ${quote(assertion.value ?? '')}`;
  return { passed: false, message: `The header ${name} is ${values.map(quote).join(', ')}, ${wanted}` };
}
