import { createServer } from 'node:https';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { NetworkEvent } from '@wakeful/contracts';
import { freePort } from '@wakeful/launching';
import { summarizeResources } from '../capture/summarize-resources.js';
import { makeSelfSigned } from '../certificates.fixture.js';
import { file, html, Pages, redirect } from '../pages.fixture.js';
import { differentPixels } from '../png.fixture.js';
import { seenBy, TestVisits } from '../visits.fixture.js';

const VISIT_MS = 60_000;

let visits: TestVisits;
beforeAll(() => {
  visits = new TestVisits();
});
afterAll(() => visits[Symbol.dispose]());
afterEach(() => expect(visits.leftovers()).toEqual({ files: [], processes: 0 }));

const line = ({ type, method, url, status, isFailed }: NetworkEvent): string =>
  [type, method, new URL(url).pathname, status, isFailed ? 'failed' : '']
    .filter((part) => part !== '' && part !== null)
    .join(' ');

describe('a visit', () => {
  it(
    'sees a healthy page with everything that it asks for',
    async () => {
      await using pages = await Pages.serve({
        '/': html(
          `<h1>Welcome</h1><link rel="stylesheet" href="/style.css"><script src="/app.js"></script><img src="/a.png">
           <script>new WebSocket(location.origin.replace('http', 'ws') + '/socket');
             fetch('/api', { method: 'POST', body: 'x=1' }); new Worker('/worker.js')</script>`,
          { 'set-cookie': 'sid=platypus-9; Path=/' },
        ),
        '/style.css': file('h1 { color: green }', 'text/css'),
        '/app.js': file('console.log("started")', 'text/javascript'),
        '/worker.js': file('fetch("/from-worker")', 'text/javascript'),
        '/from-worker': file('{}', 'application/json'),
        '/a.png': file(Buffer.alloc(10), 'image/png'),
        '/api': file('{"ok":true}', 'application/json'),
      });
      const { seen, browser, error } = await visits.visit(pages.url('/', 'shop.test'));
      expect(error).toBeNull();
      expect(browser).toMatchObject({ type: 'chromium', version: expect.stringMatching(/^\d+\./) });
      expect(browser?.userAgent).toContain('Chrome');
      const { page, events, console, screenshot } = seenBy(seen);
      expect(page).toMatchObject({
        title: 'Shop',
        finalUrl: pages.url('/', 'shop.test'),
        httpStatus: 200,
        address: '127.0.0.1',
        error: null,
        isHung: false,
        textCharacters: 7,
      });
      expect(page.vitals).toEqual({
        ttfbMs: expect.any(Number),
        fcpMs: expect.any(Number),
        lcpMs: expect.any(Number),
        cls: expect.any(Number),
      });
      expect(console).toMatchObject([{ kind: 'console', level: 'log', text: 'started' }]);
      expect(console[0]?.source).toContain('/app.js:1:');
      expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_event, index) => index));
      expect(events.slice(0, 2).map(line)).toEqual(['request GET /', 'response GET / 200']);
      expect(events.map(line)).toEqual(
        expect.arrayContaining([
          'response GET /app.js 200',
          'response GET /style.css 200',
          'response POST /api 200',
          'response GET /worker.js 200',
          'response GET /from-worker 200',
          'response GET /socket 101',
        ]),
      );
      expect(events.some(({ isFailed }) => isFailed)).toBe(false);
      const [, main] = events;
      expect(main).toMatchObject({ protocol: 'HTTP/1.1', remoteAddress: '127.0.0.1', resourceType: 'document' });
      expect(main?.timings).toMatchObject({
        blockedMs: expect.any(Number),
        sendMs: expect.any(Number),
        waitMs: expect.any(Number),
        receiveMs: expect.any(Number),
      });
      if (pages.scheme === 'http') expect(main?.timings?.tlsMs).toBeNull();
      // A busy Chromium may have opened the connection before it asked for the page: then there was no such phase.
      for (const phase of [main?.timings?.dnsMs, main?.timings?.connectMs]) {
        expect(phase === null || typeof phase === 'number').toBe(true);
      }
      expect(main?.sizes?.responseBodyBytes).toBeGreaterThan(100);
      expect(main?.body?.text).toContain('<h1>Welcome</h1>');
      const post = events.find(({ type, method }) => type === 'request' && method === 'POST');
      expect(post?.body).toEqual({ text: 'x=1', bytes: 3, isTruncated: false });
      expect(events.find(({ status }) => status === 101)?.sizes?.responseBodyBytes).toBe(5);
      expect(screenshot && differentPixels(screenshot)).toBeGreaterThan(1);
    },
    VISIT_MS,
  );

  it(
    'tells which of the files of a page are missing',
    async () => {
      await using pages = await Pages.serve({
        '/': html('<p>Shop</p><script src="/a.js"></script><script src="/b.js"></script><img src="/c.png">'),
        '/b.js': file('', 'text/javascript'),
      });
      const { page, events } = seenBy((await visits.visit(pages.url())).seen);
      expect(page.httpStatus).toBe(200);
      expect(events.filter(({ isFailed }) => isFailed).map(line)).toEqual(
        expect.arrayContaining(['response GET /a.js 404 failed', 'response GET /c.png 404 failed']),
      );
      expect(summarizeResources(events)).toEqual([
        { resourceType: 'script', requests: 2, failed: 1, firstFailure: { url: pages.url('/a.js'), why: '404' } },
        { resourceType: 'image', requests: 1, failed: 1, firstFailure: { url: pages.url('/c.png'), why: '404' } },
      ]);
    },
    VISIT_MS,
  );

  it(
    'shows the page of an error',
    async () => {
      await using pages = await Pages.serve({ '/': html('<h1>Bad Gateway</h1>', {}, 502) });
      const { page, screenshot, events } = seenBy((await visits.visit(pages.url())).seen);
      expect(page).toMatchObject({ httpStatus: 502, error: null });
      expect(events.map(line)).toEqual(['request GET /', 'response GET / 502 failed']);
      expect(screenshot && differentPixels(screenshot)).toBeGreaterThan(1);
    },
    VISIT_MS,
  );

  it(
    'follows redirects and tells each of them',
    async () => {
      await using pages = await Pages.serve({
        '/': redirect('/second'),
        '/second': redirect('/third'),
        '/third': html('<p>Here</p>'),
      });
      const { page, events } = seenBy((await visits.visit(pages.url())).seen);
      expect(page).toMatchObject({ finalUrl: pages.url('/third'), httpStatus: 200 });
      expect(events.map(line)).toEqual([
        'request GET /',
        'redirect GET / 302',
        'request GET /second',
        'redirect GET /second 302',
        'request GET /third',
        'response GET /third 200',
      ]);
      expect(events[1]?.redirectedTo).toBe(pages.url('/second'));
      expect(summarizeResources(events)).toEqual([]);
    },
    VISIT_MS,
  );

  it(
    'ends when redirects never do',
    async () => {
      await using pages = await Pages.serve({ '/a': redirect('/b'), '/b': redirect('/a') });
      const { page, events } = seenBy((await visits.visit(pages.url('/a'))).seen);
      expect(page).toMatchObject({ error: 'ERR_TOO_MANY_REDIRECTS', httpStatus: null });
      expect(events.filter(({ type }) => type === 'redirect').length).toBeGreaterThan(10);
      expect(events.at(-1)).toMatchObject({ type: 'error', isFailed: true, error: 'ERR_TOO_MANY_REDIRECTS' });
    },
    VISIT_MS,
  );

  it(
    'says why there is nothing to see when the connection is refused',
    async () => {
      const port = await freePort();
      const { page, events, screenshot } = seenBy((await visits.visit(`http://shop.test:${port}/`)).seen);
      const refused = `127.0.0.1:${port} refused the connection`;
      expect(page).toMatchObject({ error: refused, httpStatus: null, textCharacters: null, isHung: false });
      expect(events).toMatchObject([{ type: 'request' }, { type: 'error', isFailed: true, error: refused }]);
      expect(screenshot).toBeNull();
    },
    VISIT_MS,
  );

  it(
    'says what is wrong with a certificate, unless the monitor does not care',
    async () => {
      const certificate = await makeSelfSigned('shop.test');
      const create = (listener: Parameters<typeof createServer>[1]) => createServer(certificate, listener);
      await using pages = await Pages.serve({ '/': html('<p>Secure</p>') }, { scheme: 'https', create });
      const strict = seenBy((await visits.visit(pages.url('/', 'shop.test'))).seen);
      expect(strict.page).toMatchObject({ error: 'ERR_CERT_AUTHORITY_INVALID', httpStatus: null });
      const lax = seenBy(
        (
          await visits.visit(pages.url('/', 'shop.test'), {
            spec: { tls: { verify: false, minVersion: null, serverName: null } },
          })
        ).seen,
      );
      expect(lax.page).toMatchObject({ error: null, httpStatus: 200 });
      const main = lax.events.find(({ type }) => type === 'response');
      expect(main?.timings?.tlsMs).toBeGreaterThan(0);
    },
    VISIT_MS,
  );
});
