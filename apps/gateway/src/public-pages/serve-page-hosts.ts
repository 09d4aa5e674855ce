import type { FastifyInstance } from 'fastify';
import { sendHtml } from './answer-page.js';
import { renderMissing } from './render-page.js';

/** What a page needs, below its address. */
const PARTS: ReadonlySet<string> = new Set(['', '/feed.atom', '/feed.rss', '/summary.json', '/logo']);

const split = (url: string): [path: string, query: string] => {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at)];
};

/**
 * Gives a host of its own to each page that has a domain: the page is at its root, and there is nothing else, neither the
 * API nor the dashboard. A list of what there is, so that no other spelling of a path gets past it.
 */
export function servePageHosts(fastify: FastifyInstance, slugOf: (host: string | undefined) => string | null): void {
  // Before the router looks at the path; its own `rewriteUrl` must be known when the server is made.
  fastify.server.prependListener('request', (request) => {
    const slug = slugOf(request.headers.host);
    if (slug === null) return;
    const [path, query] = split(request.url ?? '/');
    const part = path === '/' ? '' : path;
    if (PARTS.has(part)) request.url = `/status/${slug}${part}${query}`;
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    const slug = slugOf(request.headers.host);
    if (slug === null) return done();
    const [path] = split(request.url);
    // Its address on Wakeful's own host goes on here: feed readers may know it from there.
    const page = `/status/${slug}`;
    if (path.startsWith(page) && PARTS.has(path.slice(page.length))) return done();
    sendHtml(reply, 404, renderMissing());
  });
}
