import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fastifyStatic } from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/**
 * What the dashboard's page may load: its own files and nothing else. The component library writes a few style elements,
 * which carry the nonce. https://www.w3.org/TR/CSP3/
 */
const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

/** The build of apps/dashboard, next to this app both in a checkout and in the image. */
const DASHBOARD_FOLDER = join(import.meta.dirname, '../../../dashboard/dist');
const ONE_YEAR_MS = 31_536_000_000;

/** Whether the request is for a page rather than an API resource. */
const asksForPage = ({ url, headers: { accept = '' } }: FastifyRequest): boolean =>
  !url.startsWith('/api/') && !url.startsWith('/assets/') && /text\/html|\*\/\*/.test(accept);

interface DashboardOptions {
  readonly folder?: string;
  /** Where the bare address leads when there is no dashboard, as of a gateway that was built alone. */
  readonly withoutDashboard: string;
}

/**
 * Serves the dashboard: its assets, which carry a hash in their names, for a year, and its page for every address that
 * nothing else answers.
 */
export function serveDashboard(fastify: FastifyInstance, options: DashboardOptions): void {
  const { folder = DASHBOARD_FOLDER, withoutDashboard } = options;
  const file = join(folder, 'index.html');
  if (!existsSync(file)) {
    fastify.get('/', (_request, reply) => reply.redirect(withoutDashboard, 302));
    return;
  }
  const page = readFileSync(file, 'utf8');
  const icon = readFileSync(join(folder, 'favicon.svg'));
  void fastify.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: '/assets/',
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: ONE_YEAR_MS,
    decorateReply: false,
  });
  fastify.get('/favicon.svg', (_request, reply) =>
    reply.type('image/svg+xml').header('cache-control', 'max-age=86400').send(icon),
  );
  const answer = (reply: FastifyReply): FastifyReply => {
    const nonce = randomBytes(16).toString('base64');
    return reply
      .type('text/html; charset=utf-8')
      .headers({ 'cache-control': 'no-cache', 'content-security-policy': contentSecurityPolicy(nonce) })
      .send(page.replaceAll('{{nonce}}', nonce));
  };
  fastify.get('/', (_request, reply) => answer(reply));
  fastify.get('/*', (request, reply) => {
    if (asksForPage(request)) answer(reply);
    else reply.callNotFound();
  });
}
