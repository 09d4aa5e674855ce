import type { FastifyInstance } from 'fastify';
import { sendHtml } from './answer-page.js';
import { renderMissing } from './render-page.js';

/** The paths of a page, below its URL. */
const PARTS: ReadonlySet<string> = new Set(['', '/feed.atom', '/feed.rss', '/summary.json', '/logo']);

const split = (url: string): [path: string, query: string] => {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at)];
};

/**
 * Serves each page with a custom domain at the root of that host, and nothing else: neither the API nor the dashboard.
 * An allowlist, so that no other spelling of a path gets past it.
 */
export function servePageHosts(fastify: FastifyInstance, slugOf: (host: string | undefined) => string | null): void {
  // Before routing; Fastify's `rewriteUrl` must be known when the server is created.
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
    // Its path on Wakeful's own host works here too, as feed readers may have it.
    const page = `/status/${slug}`;
    if (path.startsWith(page) && PARTS.has(path.slice(page.length))) return done();
    sendHtml(reply, 404, renderMissing());
  });
}
