import type { FastifyInstance } from 'fastify';
import { Histogram } from 'prom-client';

const requestDuration = new Histogram({
  name: 'wakeful_http_request_duration_seconds',
  help: 'Duration of requests, without the live event stream and health or metrics routes.',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

const LEFT_OUT = /\/events$|^\/health\/|^\/metrics$/;

/** Measures requests by their route, never by their path, which would be a series for each monitor. */
export function measureRequests(fastify: FastifyInstance): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    if (!LEFT_OUT.test(route)) {
      const labels = { method: request.method, route, status: String(reply.statusCode) };
      requestDuration.observe(labels, reply.elapsedTime / 1000);
    }
    done();
  });
}
