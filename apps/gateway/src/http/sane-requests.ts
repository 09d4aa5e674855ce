import type { FastifyInstance } from 'fastify';
import { RequestError } from './request-error.js';

/** The routes of an application by what their paths look like, for those who use another method. */
const routesOf = new WeakMap<object, { method: string; path: RegExp }[]>();

/** `*` is the dashboard's: it answers every path, and so says nothing about any. */
const isOfApi = (url: string): boolean => !url.includes('*') && url !== '/';

const patternOf = (url: string): RegExp =>
  new RegExp(`^${url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:[^/]+/g, '[^/]+')}/?$`);

/** To be called before the routes are declared. */
export function rememberRoutes(fastify: FastifyInstance): void {
  const routes: { method: string; path: RegExp }[] = [];
  routesOf.set(fastify.server, routes);
  fastify.addHook('onRoute', ({ method, url }) => {
    if (!isOfApi(url)) return;
    for (const name of [method].flat()) routes.push({ method: name, path: patternOf(url) });
  });
}

/** The methods that a path has routes for; none: there is no such path. */
export function allowedMethods(server: object, path: string): string[] {
  const routes = routesOf.get(server) ?? [];
  return [...new Set(routes.filter((route) => route.path.test(path)).map(({ method }) => method))].sort();
}

const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i;

/** A body that is not JSON. A page elsewhere can make a browser send forms and plain text, but not JSON. */
export class MediaTypeError extends RequestError {
  /** @param because what is wrong with one that says that it is JSON */
  constructor(because = '') {
    const detail = ['The body of the request must be JSON in UTF-8 (content-type: application/json)', because];
    super('media-type-unsupported', 415, `${detail.filter(Boolean).join(', ')}.`);
  }
}

/** Lets nothing but JSON in as a body; an empty body needs no type. */
export function onlyTakeJson(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    // The form that asks for the password of a status page; its origin is looked at like any other.
    if (request.url.startsWith('/status/')) return done();
    const { headers } = request;
    if (headers['content-length'] === '0') delete headers['content-type'];
    const type = headers['content-type'];
    if (type !== undefined && !JSON_TYPE.test(type)) done(new MediaTypeError());
    else done();
  });
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * Takes a percent sign that encodes nothing literally. The router refuses such a path before any hook or filter runs,
 * so its answer would be no problem document; this way the path names something that does not exist.
 */
export function tolerateBrokenEscapes(fastify: FastifyInstance): void {
  fastify.server.prependListener('request', (request) => {
    const [path = '', ...query] = (request.url ?? '/').split('?');
    if (!isDecodable(path)) request.url = [path.replaceAll('%', '%25'), ...query].join('?');
  });
}
