import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { file, html, Pages, redirect, type SeenRequest } from '../pages.fixture.js';
import { TestVisits } from '../visits.fixture.js';

const VISIT_MS = 60_000;
const secrets = {
  headers: { 'X-Team-Key': 'kangaroo-1' },
  auth: { type: 'bearer', token: 'wombat-2' } as const,
};

let visits: TestVisits;
beforeAll(() => {
  visits = new TestVisits();
});
afterAll(() => visits[Symbol.dispose]());

/** Of each request to a path whether it came with the monitor's credentials. */
const trusted = (pages: Pages, path: string): boolean[] =>
  pages
    .of(path)
    .map(({ headers }) => headers.authorization === 'Bearer wombat-2' && headers['x-team-key'] === 'kangaroo-1');
const isBare = ({ headers }: SeenRequest): boolean =>
  headers.authorization === undefined && headers['x-team-key'] === undefined;

describe('a monitor lends its credentials', () => {
  it(
    'to what its own page asks of its own origin, and to no one else',
    async () => {
      await using own: Pages = await Pages.serve({
        '/': (request, response) =>
          html(`<h1>Shop</h1><script src="/app.js"></script><img src="/a.png"><iframe src="/own-frame"></iframe>
            <iframe src="${stranger.url('/frame')}"></iframe><img src="${stranger.url('/bounce')}">
            <script src="${stranger.url('/lib.js')}"></script>
            <script>fetch('/api'); fetch('/away').catch(() => {})</script>`)(request, response),
        '/app.js': file('', 'text/javascript'),
        '/a.png': file(Buffer.alloc(1), 'image/png'),
        '/api': file('{}', 'application/json'),
        '/own-frame': html('<img src="/in-own-frame">'),
        '/in-own-frame': file(Buffer.alloc(1), 'image/png'),
        '/away': (request, response) => redirect(stranger.url('/back'))(request, response),
        '/admin': html('secret'),
      });
      await using stranger: Pages = await Pages.serve({
        '/frame': (request, response) =>
          html(`<img src="${own.url('/admin?by=image')}"><iframe src="${own.url('/admin?by=frame')}"></iframe>
            <script>fetch('${own.url('/admin?by=fetch')}', { mode: 'no-cors' })</script>`)(request, response),
        '/bounce': (request, response) => redirect(own.url('/admin?by=redirect'))(request, response),
        '/back': (request, response) => redirect(own.url('/admin?by=return'))(request, response),
        '/lib.js': file('', 'text/javascript'),
      });
      await visits.visit(own.url(), { secrets });
      for (const path of ['/', '/app.js', '/a.png', '/api', '/own-frame', '/in-own-frame', '/away']) {
        expect([path, trusted(own, path)]).toEqual([path, [true]]);
      }
      const asked = own.requests.filter(({ path }) => path.startsWith('/admin'));
      expect(asked.map(({ path }) => path)).toEqual(
        expect.arrayContaining(['/admin?by=image', '/admin?by=frame', '/admin?by=fetch', '/admin?by=redirect']),
      );
      expect(asked.filter((request) => !isBare(request))).toEqual([]);
      expect(stranger.requests.length).toBeGreaterThan(2);
      expect(stranger.requests.filter((request) => !isBare(request))).toEqual([]);
    },
    VISIT_MS,
  );

  it(
    'no more once the page has been led elsewhere, not even to its own origin',
    async () => {
      await using own: Pages = await Pages.serve({
        '/': (request, response) => redirect(stranger.url('/trap'))(request, response),
        '/admin': html('secret'),
        '/next': html('secret'),
      });
      await using stranger: Pages = await Pages.serve({
        '/trap': (request, response) =>
          html(`<img src="${own.url('/admin?by=image')}"><iframe src="${own.url('/admin?by=frame')}"></iframe>
            <script>onload = () => setTimeout(() => (location = '${own.url('/next')}'), 100)</script>`)(
            request,
            response,
          ),
      });
      await visits.visit(own.url(), { secrets });
      expect(trusted(own, '/')).toEqual([true]);
      expect(own.requests.length).toBeGreaterThan(2);
      expect(own.requests.slice(1).filter((request) => !isBare(request))).toEqual([]);
      expect(stranger.requests.filter((request) => !isBare(request))).toEqual([]);
    },
    VISIT_MS,
  );

  it(
    'no more after a chain of redirects that comes back',
    async () => {
      await using own: Pages = await Pages.serve({
        '/': redirect('/second'),
        '/second': (request, response) => redirect(stranger.url('/back'))(request, response),
        '/end': html('<img src="/late.png">'),
      });
      await using stranger: Pages = await Pages.serve({
        '/back': (request, response) => redirect(own.url('/end'))(request, response),
      });
      await visits.visit(own.url(), { secrets });
      expect([trusted(own, '/'), trusted(own, '/second')]).toEqual([[true], [true]]);
      expect([...own.of('/end'), ...own.of('/late.png')].map(isBare)).toEqual([true, true]);
    },
    VISIT_MS,
  );

  it.each([302, 307, 308])(
    'and its body stays with its own origin, when that redirects with a %i',
    async (status) => {
      await using stranger = await Pages.serve({ '/to': html('Elsewhere') });
      const to = (location: string) => (_: unknown, response: ServerResponse) =>
        void response.writeHead(status, { location }).end();
      await using own = await Pages.serve({ '/': to('/second'), '/second': to(stranger.url('/to')) });
      await visits.visit(own.url(), { spec: { method: 'POST' }, secrets: { ...secrets, body: 'form=platypus-3' } });
      expect(own.of('/')).toMatchObject([{ method: 'POST', body: 'form=platypus-3' }]);
      expect(own.of('/second')).toMatchObject([{ body: status === 302 ? '' : 'form=platypus-3' }]);
      expect(stranger.of('/to')).toMatchObject([{ body: '' }]);
      expect(stranger.of('/to').map(isBare)).toEqual([true]);
    },
    VISIT_MS,
  );
});
