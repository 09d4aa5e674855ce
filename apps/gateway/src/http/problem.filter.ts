import { STATUS_CODES } from 'node:http';
import { isNativeError } from 'node:util/types';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Inject,
  NotFoundException,
} from '@nestjs/common';
import type { FieldProblem, Problem } from '@wakeful/contracts';
import { isDatabaseUnavailable, isSchemaBehind } from '@wakeful/persistence';
import { DependencyLog, LOGGER, type Logger, SealedSecretError } from '@wakeful/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MethodNotAllowedError, RequestError } from './request-error.js';
import { allowedMethods } from './sane-requests.js';
import { pathOf } from './track-requests.js';

/** The part of a problem that follows from the error alone. */
interface ProblemFacts {
  code: string;
  status: number;
  detail: string;
  errors?: readonly FieldProblem[] | undefined;
  headers?: Readonly<Record<string, string>>;
  /** It was not foreseen, or an operator has to act: the log gets the whole error. */
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

/** What an answer says about an error; about an unexpected one only that it happened. */
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
    return { code: 'client-gone', status: 400, detail: 'The request ended before its body did.', isFault: false };
  }
  if (isDatabaseUnavailable(error)) {
    const detail = 'The database cannot be reached at the moment. Try again in a few seconds.';
    return { code: 'database-unavailable', status: 503, detail, isFault: false };
  }
  if (isSchemaBehind(error)) {
    const detail = 'The database does not have the schema of this version yet. Run the migrate step, then try again.';
    return { code: 'schema-behind', status: 503, detail, isFault: true };
  }
  const detail = 'Something unexpected happened. The log has the details under the requestId.';
  return { code: 'internal-error', status: 500, detail, isFault: true };
}

const titleOf = (status: number): string => STATUS_CODES[status] ?? 'Error';

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Responds to all errors with RFC 9457 problems. A stack is logged only for unexpected errors. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly dependencies: DependencyLog,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { code, status, detail, errors, headers = {}, isFault } = problemFactsOf(withMethods(error, request));

    const context = { requestId: request.id, method: request.method, path: pathOf(request.url), status, code };
    if (code === 'database-unavailable') this.dependencies.explains(error);
    if (isFault) this.logger.error({ ...context, err: error }, 'a request failed');
    else this.logger.info({ ...context, fields: errors?.map(({ path }) => path) }, 'a request was refused');
    if (reply.sent || reply.raw.headersSent) return;
    const problem: Problem = {
      type: `urn:wakeful:problem:${code}`,
      title: titleOf(status),
      status,
      detail,
      instance: pathOf(request.url),
      requestId: request.id,
      ...(errors ? { errors: [...errors] } : {}),
    };
    void reply
      .status(status)
      .headers(headersFor(request, headers))
      .header('content-type', PROBLEM_TYPE)
      .send(JSON.stringify(problem));
  }
}

/** The router only reports no match; for a wrong method, the response lists the supported ones. */
function withMethods(error: unknown, { method, url, server }: FastifyRequest): unknown {
  if (!(error instanceof NotFoundException)) return error;
  const allowed = allowedMethods(server.server, pathOf(url));
  return allowed.length > 0 && !allowed.includes(method) ? new MethodNotAllowedError(method, allowed) : error;
}

/** A page's own request gets no challenge of Basic: the browser would answer it with a dialogue of its own. */
function headersFor({ headers: asked }: FastifyRequest, headers: Record<string, string>): Record<string, string> {
  const mode = asked['sec-fetch-mode'];
  const challenges = headers['www-authenticate'];
  if (challenges === undefined || mode === undefined || mode === 'navigate') return headers;
  return { ...headers, 'www-authenticate': challenges.replace(/, Basic .*$/, '') };
}
