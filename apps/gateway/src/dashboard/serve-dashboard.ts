import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fastifyStatic } from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { contentSecurityPolicy } from './content-security-policy.js';

/** Where the build of apps/dashboard is, beside this app, in a checkout and in the image. */
export const DASHBOARD_FOLDER = join(import.meta.dirname, '../../../dashboard/dist');
const ONE_YEAR_MS = 31_536_000_000;

/** Whether somebody asks for a page, and not a program for something of the API. */
const asksForPage = ({ url, headers: { accept = '' } }: FastifyRequest): boolean =>
  !url.startsWith('/api/') && !url.startsWith('/assets/') && /text\/html|\*\/\*/.test(accept);

/**
 * Serves the dashboard: its assets, which carry a hash in their names, for a year, and its page for every address that
 * nothing else answers. @returns whether there is one
 */
export function serveDashboard(fastify: FastifyInstance, folder = DASHBOARD_FOLDER): boolean {
  const file = join(folder, 'index.html');
  if (!existsSync(file)) return false;
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
  fastify.get('/*', (request, reply) => {
    if (!asksForPage(request)) {
      reply.callNotFound();
      return;
    }
    const nonce = randomBytes(16).toString('base64');
    void reply
      .type('text/html; charset=utf-8')
      .headers({ 'cache-control': 'no-cache', 'content-security-policy': contentSecurityPolicy(nonce) })
      .send(page.replaceAll('{{nonce}}', nonce));
  });
  return true;
}
