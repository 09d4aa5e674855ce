import { RequestError } from '../http/request-error.js';

/** No checker at the location could be reached. */
export class CheckerUnreachableError extends RequestError {
  constructor(location: string, cause: unknown) {
    super('checker-unreachable', 503, `No checker at the location "${location}" is currently available.`, {
      cause,
    });
  }
}

/** A checker was asked and did not answer. */
export class CheckerSilentError extends RequestError {
  constructor(location: string, waitedMs: number, cause: unknown) {
    super('checker-silent', 504, `The checker at the location "${location}" did not respond within ${waitedMs} ms.`, {
      cause,
    });
  }
}

/** A checker reported a failure or sent an unintelligible reply. */
export class CheckerFaultError extends RequestError {
  constructor(location: string, cause: unknown) {
    super('checker-fault', 502, `The checker at the location "${location}" could not run this check.`, { cause });
  }
}
