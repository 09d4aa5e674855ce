import { STATUS_CODES } from 'node:http';
import { isNativeError } from 'node:util/types';
import { HttpException } from '@nestjs/common';
import type { FieldProblem } from '@wakeful/contracts';
import { SealedSecretError } from '@wakeful/platform';
import { isDatabaseUnavailable, isSchemaBehind } from '@wakeful/persistence';
import { RequestError } from './request-error.js';

/** The part of a problem that follows from the error alone. */
export interface ProblemFacts {
  code: string;
  status: number;
  detail: string;
  errors?: readonly FieldProblem[] | undefined;
  headers?: Readonly<Record<string, string>>;
  /** Unexpected, or needs an operator: the whole error is logged. */
  isFault: boolean;
}

const codesByStatus: Readonly<Record<number, string>> = {
  400: 'request-invalid',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'body-too-large',
  414: 'url-too-long',
  415: 'media-type-unsupported',
  503: 'unavailable',
};

/** Readiness says by name what is missing. */
function missingParts(response: unknown): FieldProblem[] | undefined {
  if (typeof response !== 'object' || response === null || !('problems' in response)) return undefined;
  return Object.entries(response.problems as object).map(([path, message]) => ({ path, message: String(message) }));
}

function detailOf(status: number, message: string): string {
  if (status === 413) return 'The body of the request is too large.';
  // The framework's sentence about an unknown route quotes the query, which may hold a secret.
  return message.replace(/\?.*$/s, '').replace(/^Cannot (\w+) (.*)$/s, 'There is no route $1 $2.');
}

/** What the framework itself says about malformed JSON and the like. */
function factsOfHttpException(error: HttpException): ProblemFacts {
  const status = error.getStatus();
  const code = codesByStatus[status] ?? 'request-failed';
  const detail = detailOf(status, error.message);
  const errors = status === 400 ? [{ path: '', message: detail }] : missingParts(error.getResponse());
  return { code, status, detail, errors, isFault: status === 500 };
}

/** Node says so of a request whose sender hangs up in the middle of its body; its code is that of lost connections. */
const isClientGone = (error: unknown): boolean =>
  isNativeError(error) && error.message === 'aborted' && 'code' in error && error.code === 'ECONNRESET';

/** The public facts of an error; for an unexpected one, only that it happened. */
export function problemFactsOf(error: unknown): ProblemFacts {
  if (error instanceof RequestError) {
    const { code, status, message: detail, errors, headers } = error;
    return { code, status, detail, errors, headers, isFault: false };
  }
  if (error instanceof HttpException) return factsOfHttpException(error);
  if (error instanceof SealedSecretError) {
    return { code: 'secret-not-opened', status: 500, detail: error.message, isFault: true };
  }
  if (isClientGone(error)) {
    return {
      code: 'client-gone',
      status: 400,
      detail: 'The request ended before its body was complete.',
      isFault: false,
    };
  }
  if (isDatabaseUnavailable(error)) {
    const detail = 'The database is currently unavailable. Try again in a few seconds.';
    return { code: 'database-unavailable', status: 503, detail, isFault: false };
  }
  if (isSchemaBehind(error)) {
    const detail = 'The database schema is outdated. Run the migrate step, then try again.';
    return { code: 'schema-behind', status: 503, detail, isFault: true };
  }
  const detail = 'An unexpected error occurred. Find the details in the gateway log by requestId.';
  return { code: 'internal-error', status: 500, detail, isFault: true };
}

export const titleOf = (status: number): string => STATUS_CODES[status] ?? 'Error';
