import { RE2JS, RE2JSException } from 're2js';
import { BoundedCache } from './bounded-cache.js';

/** RE2's own measure of a pattern's cost: a search takes, at worst, time in proportion to it and to the text. */
const MAX_PROGRAM_SIZE = 1_000;
/** Program size times characters; about 3 seconds of CPU for the worst patterns and far less for typical ones. */
const MAX_SEARCH_WORK = 400_000_000;
const CACHED_PATTERNS = 1_000;

const cache = new BoundedCache<RE2JS>(CACHED_PATTERNS);

/** A pattern that is not RE2 syntax or is too large; its message is a sentence for the user. */
export class PatternError extends Error {
  readonly code = 'PATTERN_INVALID';
  override readonly name = 'PatternError';
}

function compile(pattern: string): RE2JS {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern);
  } catch (cause) {
    const why = cause instanceof RE2JSException ? cause.message.replace(/^error parsing regexp: /, '') : 'syntax error';
    throw new PatternError(`The pattern is not a valid RE2 regular expression: ${why}`, { cause });
  }
  if (compiled.programSize() > MAX_PROGRAM_SIZE) {
    throw new PatternError('The pattern is too large: use smaller repeat counts or fewer alternatives');
  }
  return compiled;
}

/** The compiled form of an RE2 pattern, from the cache if it was used lately. Throws {@link PatternError}. */
export function compileRegex(pattern: string): RE2JS {
  return cache.getOrMake(pattern, compile);
}

/** Whether `pattern` matches anywhere in `text`, in linear time. Throws {@link PatternError}. */
export function searchRegex(pattern: string, text: string): boolean {
  const compiled = compileRegex(pattern);
  if (compiled.programSize() * text.length > MAX_SEARCH_WORK) {
    throw new PatternError(`The pattern is too large for a text of ${text.length} characters`);
  }
  return compiled.test(text);
}
