import type { Assertion } from '@wakeful/contracts';
import { quote, type Verdict } from './asserted-response.js';
import { searchRegex } from './regex.js';

type KeywordAssertion = Extract<Assertion, { type: 'keyword' }>;
type RegexAssertion = Extract<Assertion, { type: 'regex' }>;

/** Whether the body holds, or does not hold, a keyword. */
export function judgeKeyword(assertion: KeywordAssertion, bodyText: string): Verdict {
  const { keyword, present, ignoreCase } = assertion;
  const found = ignoreCase ? bodyText.toLowerCase().includes(keyword.toLowerCase()) : bodyText.includes(keyword);
  const message = found ? `The body contains ${quote(keyword)}` : `The body does not contain ${quote(keyword)}`;
  return { passed: found === present, message: withExpectation(message, found, present) };
}

/** Whether the body matches, or does not match, a pattern. Throws PatternError when it does not compile. */
export function judgeRegex(assertion: RegexAssertion, bodyText: string): Verdict {
  const { pattern, present } = assertion;
  const found = searchRegex(pattern, bodyText);
  const message = found ? `The body matches ${quote(pattern)}` : `The body does not match ${quote(pattern)}`;
  return { passed: found === present, message: withExpectation(message, found, present) };
}

function withExpectation(message: string, found: boolean, present: boolean): string {
  return found && !present ? `${message}, but must not` : message;
}
