import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Logger } from '@wakeful/platform';

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
