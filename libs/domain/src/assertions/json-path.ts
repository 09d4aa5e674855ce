import {
  JSONPathEnvironment,
  JSONPathError,
  type JSONPathNode,
  type JSONPathQuery,
  JSONPathRecursionLimitError,
  type JSONValue,
} from 'json-p3';
import { BoundedCache } from './bounded-cache.js';
import { refuseCostlyQuery } from './json-path-cost.js';

/** How deep `..` looks: deeper than any sane document, far from the end of the stack. */
const MAX_DESCENT_DEPTH = 200;
const CACHED_PATHS = 1_000;

/** RFC 9535 without `match` and `search`: those run JavaScript regexes, which can take exponential time. */
class SafeEnvironment extends JSONPathEnvironment {
  protected override setupFilterFunctions(): void {
    super.setupFilterFunctions();
    this.functionRegister.delete('match');
    this.functionRegister.delete('search');
  }
}

const environment = new SafeEnvironment({ strict: true, maxRecursionDepth: MAX_DESCENT_DEPTH });
const cache = new BoundedCache<JSONPathQuery>(CACHED_PATHS);

/** A path that does not compile or could take too long; its message is a sentence for the user. */
export class JsonPathError extends Error {
  readonly code = 'JSON_PATH_INVALID';
  override readonly name = 'JsonPathError';
}

function compile(path: string): JSONPathQuery {
  let query: JSONPathQuery;
  try {
    query = environment.compile(path);
  } catch (cause) {
    const why = cause instanceof JSONPathError ? cause.message : 'syntax error';
    throw new JsonPathError(`The path is not a valid JSONPath (RFC 9535): ${why}`, { cause });
  }
  const refusal = refuseCostlyQuery(query);
  if (refusal) throw new JsonPathError(refusal);
  return query;
}

/** The compiled form of a JSON path, from the cache if it was used lately. Throws {@link JsonPathError}. */
export function compileJsonPath(path: string): JSONPathQuery {
  return cache.getOrMake(path, compile);
}

/** Every node that `path` selects in `document`, one at a time, with where it is. Throws {@link JsonPathError}. */
export function* selectJsonPath(path: string, document: JSONValue): Generator<JSONPathNode> {
  try {
    yield* compileJsonPath(path).lazyQuery(document);
  } catch (cause) {
    if (!(cause instanceof JSONPathRecursionLimitError)) throw cause;
    throw new JsonPathError(`The document is nested more than ${MAX_DESCENT_DEPTH} levels deep`, { cause });
  }
}
