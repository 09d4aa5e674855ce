import type { TextOperator } from '@wakeful/contracts';
import { searchRegex } from './regex.js';

/** The wording of each operator after "expected". */
export const textOperatorWords: Readonly<Record<TextOperator, string>> = {
  equals: 'it to be',
  notEquals: 'anything but',
  contains: 'it to contain',
  notContains: 'it not to contain',
  matches: 'it to match',
  notMatches: 'it not to match',
};

/** A negated operator must hold for every value there is, any other for one of them. */
export const isNegated = (operator: string): boolean => operator.startsWith('not');

/** Whether a text satisfies an operator. Throws PatternError, see regex.ts. */
export function holdsForText(found: string, operator: TextOperator, value: string): boolean {
  switch (operator) {
    case 'equals':
      return found === value;
    case 'notEquals':
      return found !== value;
    case 'contains':
      return found.includes(value);
    case 'notContains':
      return !found.includes(value);
    case 'matches':
      return searchRegex(value, found);
    case 'notMatches':
      return !searchRegex(value, found);
  }
}
