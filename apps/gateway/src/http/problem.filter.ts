import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, NotFoundException } from '@nestjs/common';
import type { Problem } from '@wakeful/contracts';
import { LOGGER, type Logger, OutageLog } from '@wakeful/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { allowedMethods } from './sane-requests.js';
import { problemFactsOf, titleOf } from './problem-of.js';
import { MethodNotAllowedError } from './request-error.js';
import { pathOf } from './track-requests.js';

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Responds to all errors with RFC 9457 problems. A stack is logged only for unexpected errors. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly outages: OutageLog,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { code, status, detail, errors, headers = {}, isFault } = problemFactsOf(withMethods(error, request));

    const context = { requestId: request.id, method: request.method, path: pathOf(request.url), status, code };
    if (code === 'database-unavailable') this.outages.explains(error);
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
