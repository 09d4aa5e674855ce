import { randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger, remoteSpan, rootSpan, type Span, SpanKind, within } from '@wakeful/platform';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const REQUEST_ID_HEADER = 'x-request-id';
const REQUEST_ID = /^[A-Za-z0-9_.:-]{1,64}$/;

/** The path of a request without its query, whose values might be secret. */
export const pathOf = (url: string): string => url.split('?', 1)[0] ?? url;

/** Gives every request its id, the sender's if it is sane, and writes one line per request at debug level. */
export function trackRequests(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const given = request.headers[REQUEST_ID_HEADER];
    request.id = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    reply.header(REQUEST_ID_HEADER, request.id);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { id: requestId, method, url } = request;
    const ms = Math.round(reply.elapsedTime * 1000) / 1000;
    logger.debug({ requestId, method, path: pathOf(url), status: reply.statusCode, ms }, 'request');
    done();
  });
}

const LEFT_OUT = /^\/health\/|^\/metrics$/;
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;

/** Every request is a trace, or a step of the one that its sender names. */
export function traceRequests(fastify: FastifyInstance): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    if (LEFT_OUT.test(route)) return done();
    const { traceparent } = request.headers;
    const settings = {
      kind: SpanKind.SERVER,
      attributes: { 'http.request.method': request.method, 'http.route': route },
    };
    const name = `${request.method} ${route}`;
    const isGiven = typeof traceparent === 'string' && TRACEPARENT.test(traceparent);
    const span = isGiven ? remoteSpan(name, traceparent, settings) : rootSpan(name, settings);
    spans.set(request, span);
    // What follows runs within it, as it is called from here.
    within(span, done);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const span = spans.get(request);
    span?.setAttribute('http.response.status_code', reply.statusCode);
    span?.end();
    done();
  });
}

type Fastify = ReturnType<ReturnType<NestFastifyApplication['getHttpAdapter']>['getInstance']>;

/**
 * Says once in the log that a proxy stands in front which TRUSTED_PROXIES does not name: then all visitors have one
 * address, share one rate limit, and the audit log shows the proxy.
 */
export function tellOfUntrustedProxy(fastify: Fastify, logger: Logger): void {
  let isTold = false;
  fastify.addHook('onRequest', async (request) => {
    if (isTold || !request.headers['x-forwarded-for'] || (request.ips?.length ?? 0) > 1) return;
    isTold = true;
    logger.warn(
      { peer: request.socket.remoteAddress },
      'X-Forwarded-For is ignored: set TRUSTED_PROXIES to the addresses of the proxy, or all visitors count as one',
    );
  });
}
