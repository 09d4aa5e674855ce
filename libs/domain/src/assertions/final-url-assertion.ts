import type { Assertion } from '@wakeful/contracts';
import { quote, type Verdict } from './asserted-response.js';
import { holdsForText, textOperatorWords } from './text-operators.js';

type FinalUrlAssertion = Extract<Assertion, { type: 'finalUrl' }>;

const normal = (url: string): string => (URL.canParse(url) ? new URL(url).href : url);

/**
 * Judges where the redirects ended. `equals` and `notEquals` compare URLs as browsers write them, so that
 * `https://Shop.example` is `https://shop.example/`. Throws PatternError, see regex.ts.
 */
export function judgeFinalUrl({ operator, value }: FinalUrlAssertion, finalUrl: string): Verdict {
  const isWholeUrl = operator === 'equals' || operator === 'notEquals';
  const passed = holdsForText(normal(finalUrl), operator, isWholeUrl ? normal(value) : value);
  const is = `The final URL is ${quote(finalUrl)}`;
  return { passed, message: passed ? is : `${is}, expected ${textOperatorWords[operator]} ${quote(value)}` };
}
