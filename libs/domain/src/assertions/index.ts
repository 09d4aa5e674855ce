export { isSettledByBeginning, needsBody, needsBodyText, type AssertedResponse } from './asserted-response.js';
export { BoundedCache } from './bounded-cache.js';
export { evaluateAssertions } from './evaluate-assertions.js';
export { matchesExpectedStatus } from './expected-status.js';
export { compileJsonPath, JsonPathError } from './json-path.js';
export { compileRegex, PatternError } from './regex.js';
export { validateAssertion } from './validate-assertion.js';
