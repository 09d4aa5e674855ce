import type { Assertion } from '@wakeful/contracts';
import { compileJsonPath, JsonPathError } from './json-path.js';
import { compileRegex, PatternError } from './regex.js';

const MAX_MESSAGE_CHARACTERS = 512;

const takesPattern = (operator: string): boolean => operator === 'matches' || operator === 'notMatches';

function jsonValueFault({ operator, value }: Extract<Assertion, { type: 'jsonPath' }>): string | null {
  if (operator === 'exists' || operator === 'notExists') return null;
  if (value === undefined) return `The operator "${operator}" needs a value`;
  if (operator === 'greaterThan' || operator === 'lessThan') {
    const isNumber = typeof value === 'number' || (typeof value === 'object' && value !== null);
    return isNumber ? null : `The operator "${operator}" needs a number`;
  }
  if (!takesPattern(operator)) return null;
  if (typeof value !== 'string') return `The operator "${operator}" needs a pattern`;
  compileRegex(value);
  return null;
}

function findFault(assertion: Assertion): string | null {
  switch (assertion.type) {
    case 'keyword':
      return null;
    case 'regex':
      compileRegex(assertion.pattern);
      return null;
    case 'jsonPath':
      compileJsonPath(assertion.path);
      return jsonValueFault(assertion);
    case 'header':
      if (assertion.operator === 'exists' || assertion.operator === 'notExists') return null;
      if (assertion.value === undefined) return `The operator "${assertion.operator}" needs a value`;
      if (takesPattern(assertion.operator)) compileRegex(assertion.value);
      return null;
    case 'finalUrl':
      if (takesPattern(assertion.operator)) compileRegex(assertion.value);
      return null;
    case 'duration':
    case 'certificate':
      return null;
    case 'bodySize':
      if (assertion.minBytes === undefined && assertion.maxBytes === undefined) {
        return 'A body size needs minBytes or maxBytes or both';
      }
      return (assertion.minBytes ?? 0) > (assertion.maxBytes ?? Infinity) ? 'minBytes is above maxBytes' : null;
  }
}

/** A sentence that says why an assertion could never be judged (a pattern that does not compile …); null when it can. */
export function validateAssertion(assertion: Assertion): string | null {
  try {
    return findFault(assertion);
  } catch (error) {
    if (!(error instanceof PatternError || error instanceof JsonPathError)) throw error;
    return error.message.slice(0, MAX_MESSAGE_CHARACTERS);
  }
}
