import type { FieldProblem } from '@wakeful/contracts';

/**
 * A request that is refused with a reason: its message is the `detail` of the response. `code` is the stable name of
 * the kind of problem, `status` its HTTP status.
 */
export class RequestError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    options: {
      cause?: unknown;
      errors?: readonly FieldProblem[];
      headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }

  readonly errors: readonly FieldProblem[] | undefined;
  /** Headers of the answer, such as Retry-After. */
  readonly headers: Readonly<Record<string, string>>;
}

const MAX_PROBLEMS = 100;
const PROBLEMS_IN_DETAIL = 3;

/** Some fields of a request are not as they must be. */
export class InvalidRequestError extends RequestError {
  constructor(problems: readonly FieldProblem[]) {
    const sentences = problems.map(({ path, message }) => (path ? `${path} ${message}` : `it ${message}`));
    const rest = problems.length - PROBLEMS_IN_DETAIL;
    const shown = sentences.slice(0, PROBLEMS_IN_DETAIL).join('; ') + (rest > 0 ? `; and ${rest} more` : '');
    super('request-invalid', 400, `The request is not valid: ${shown}.`, { errors: problems.slice(0, MAX_PROBLEMS) });
  }
}

/** What a request names does not exist. */
export class NotFoundError extends RequestError {
  constructor(what: string, id: string) {
    super('not-found', 404, `There is no ${what} with the ID ${id.slice(0, 100)}.`);
  }
}

/** There is this path, but not with this method. */
export class MethodNotAllowedError extends RequestError {
  constructor(method: string, allowed: readonly string[]) {
    super('method-not-allowed', 405, `This path does not support ${method}. Supported: ${allowed.join(', ')}.`, {
      headers: { allow: allowed.join(', ') },
    });
  }
}

/** The sender changed something else than what is there now. */
export class VersionMismatchError extends RequestError {
  constructor(currentVersion: number) {
    super(
      'version-mismatch',
      412,
      `It has been changed in the meantime: its current version is "${currentVersion}". Read it again.`,
    );
  }
}

/** The request could not be handed on. */
export class QueueUnavailableError extends RequestError {
  constructor(cause: unknown) {
    super('queue-unavailable', 503, 'The message queue is currently unavailable. Try again in a few seconds.', {
      cause,
    });
  }
}
