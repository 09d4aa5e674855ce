import { remoteSpan, rootSpan, type Span, SpanKind, within } from '@wakeful/platform';
import type { FastifyInstance, FastifyRequest } from 'fastify';

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
