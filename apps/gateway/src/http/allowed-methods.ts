import type { FastifyInstance } from 'fastify';

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
