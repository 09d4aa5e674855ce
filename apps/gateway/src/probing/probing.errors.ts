import { RequestError } from '../http/request-error.js';

/** Nobody at the location could be asked. */
export class CheckerUnreachableError extends RequestError {
  constructor(location: string, cause: unknown) {
    super('checker-unreachable', 503, `No checker of the location "${location}" can be reached at the moment.`, {
      cause,
    });
  }
}

/** A checker was asked and did not answer. */
export class CheckerSilentError extends RequestError {
  constructor(location: string, waitedMs: number, cause: unknown) {
    super('checker-silent', 504, `The checker of the location "${location}" did not answer within ${waitedMs} ms.`, {
      cause,
    });
  }
}

/** A checker answered that it could not, or something that nobody understands. */
export class CheckerFaultError extends RequestError {
  constructor(location: string, cause: unknown) {
    super('checker-fault', 502, `The checker of the location "${location}" could not do this check.`, { cause });
  }
}
