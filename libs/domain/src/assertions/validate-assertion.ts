import type { Assertion } from '@wakeful/contracts';
import { compileJsonPath, JsonPathError } from './json-path.js';
import { compileRegex, PatternError } from './regex.js';

const MAX_MESSAGE_CHARACTERS = 512;

function findFault(assertion: Assertion): string | null {
  switch (assertion.type) {
    case 'keyword':
      return null;
    case 'regex':
      compileRegex(assertion.pattern);
      return null;
    case 'jsonPath':
      compileJsonPath(assertion.path);
      if (assertion.operator === 'exists') return null;
      if (assertion.value === undefined) return `The operator "${assertion.operator}" needs a value`;
      if (assertion.operator !== 'greaterThan' && assertion.operator !== 'lessThan') return null;
      return typeof assertion.value === 'number' ? null : `The operator "${assertion.operator}" needs a number`;
    case 'header':
      if (assertion.operator === 'exists') return null;
      if (assertion.value === undefined) return `The operator "${assertion.operator}" needs a value`;
      if (assertion.operator === 'matches') compileRegex(assertion.value);
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
