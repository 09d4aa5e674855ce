import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { diagnose } from '@wakeful/domain';
import { waitFor } from '@wakeful/testing';
import { file, html, Pages } from '../pages.fixture.js';
import { sizeOf } from '../png.fixture.js';
import { seenBy, TestVisits } from '../visits.fixture.js';

/** Long enough for a browser to start on a busy machine. Only what never ends by itself lasts so long. */
const SHORT_DEADLINE_SECONDS = 15;
const VISIT_MS = 120_000;

let visits: TestVisits;
let shortVisits: TestVisits;
beforeAll(() => {
  visits = new TestVisits();
  shortVisits = new TestVisits({ env: { DEBUG_DEADLINE_SECONDS: String(SHORT_DEADLINE_SECONDS) } });
});
afterAll(() => {
  shortVisits[Symbol.dispose]();
  visits[Symbol.dispose]();
});
afterEach(() => {
  for (const one of [visits, shortVisits]) expect(one.leftovers()).toEqual({ files: [], processes: 0 });
});

const nothing = {
  raw: null,
  asked: { url: 'http://shop.test/', method: 'GET', auth: null },
  resources: [],
  browserError: null,
};

describe('a visit ends, and tells what it saw,', () => {
  it(
    'when the server never answers',
    async () => {
      await using pages = await Pages.serve({ '/': () => undefined });
      const { seen, wasKilled } = await shortVisits.visit(pages.url());
      const { page, events } = seenBy(seen);
      expect(wasKilled).toBe(false);
      expect(page.error).toMatch(/^There was no answer within \d+ s$/);
      expect(events).toMatchObject([{ type: 'request' }, { type: 'timeout', isFailed: true }]);
      expect(diagnose({ ...nothing, page, console: [] }).category).toBe('timeout');
    },
    VISIT_MS,
  );

  it(
    'when a page asks for attention: dialogs, pop-ups, permissions and a service worker',
    async () => {
      await using pages = await Pages.serve({
        '/': html(`<p>Shop</p><script>
          window.open('/popup'); navigator.geolocation.getCurrentPosition(() => {}, () => {}); Notification.requestPermission();
          navigator.serviceWorker?.register('/sw.js').catch(() => {});
          alert('one'); confirm('two'); prompt('three'); onbeforeunload = () => 'stay';
          document.title = 'Continued';</script>`),
        '/popup': html('<script>setInterval(() => window.open("/popup"), 1)</script>'),
        '/sw.js': file('', 'text/javascript'),
      });
      const { page, console } = seenBy((await visits.visit(pages.url('/', 'localhost'))).seen);
      expect(page).toMatchObject({ title: 'Continued', isHung: false, error: null });
      expect(console.filter(({ kind }) => kind === 'dialog').map(({ level, text }) => `${level} ${text}`)).toEqual([
        'alert one',
        'confirm two',
        'prompt three',
      ]);
      expect(pages.of('/sw.js')).toEqual([]);
    },
    VISIT_MS,
  );

  it(
    'when its JavaScript never comes to an end',
    async () => {
      await using pages = await Pages.serve({ '/': html('<p>Shop</p><script>for (;;);</script>') });
      const { seen, wasKilled } = await shortVisits.visit(pages.url());
      const { page } = seenBy(seen);
      expect(wasKilled).toBe(false);
      expect(page).toMatchObject({ httpStatus: 200, isHung: true });
      expect(diagnose({ ...nothing, page, console: [] }).category).toBe('hung_page');
    },
    VISIT_MS,
  );

  it(
    'when the page is an endless download',
    async () => {
      await using pages = await Pages.serve({
        '/': (_request, response) => {
          response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment' });
          const timer = setInterval(() => response.write(Buffer.alloc(65_536)), 1);
          response.on('close', () => clearInterval(timer));
        },
      });
      const { page } = seenBy((await visits.visit(pages.url())).seen);
      expect(page).toMatchObject({ isDownload: true, error: null });
      expect(diagnose({ ...nothing, page, console: [] }).category).toBe('download');
    },
    VISIT_MS,
  );

  it(
    'when 50 MB come',
    async () => {
      const big = Buffer.alloc(50 * 1_048_576);
      await using pages = await Pages.serve({
        '/': html('<p>Shop</p><script>fetch("/big").then((answer) => answer.arrayBuffer())</script>'),
        '/big': file(big, 'application/json'),
      });
      const { page, events } = seenBy((await visits.visit(pages.url())).seen);
      // On a busy machine a page of this size may give neither text nor picture in time.
      expect(page).toMatchObject({ httpStatus: 200 });
      const answer = events.find(({ url, type }) => url.endsWith('/big') && type === 'response');
      expect(answer?.body).toEqual({ text: null, bytes: expect.any(Number), isTruncated: true });
      expect(answer?.body?.bytes).toBeGreaterThanOrEqual(big.length);
    },
    VISIT_MS,
  );

  it(
    'when more comes than a session takes',
    async () => {
      const held: ServerResponse[] = [];
      await using pages = await Pages.serve({
        // What a page fetches is not waited for; its picture is, and that comes when the flood was cut off.
        '/': html(
          '<p>Shop</p><img src="/picture"><script>fetch("/flood").then((answer) => answer.arrayBuffer())</script>',
        ),
        '/picture': (_request, response) => void held.push(response),
        '/flood': (_request, response) => {
          response.on('close', () => held.forEach((one) => one.end()));
          response.writeHead(200, { 'content-type': 'application/json' });
          const chunk = Buffer.alloc(1_048_576);
          const pump = (): void => void (response.destroyed || response.write(chunk, pump));
          pump();
        },
      });
      const { seen, error } = await visits.visit(pages.url());
      expect(error).toContain('cut off');
      expect(seenBy(seen).events.find(({ type, url }) => type === 'error' && url.endsWith('/flood'))).toBeDefined();
    },
    VISIT_MS,
  );

  it(
    'when the page is endlessly long',
    async () => {
      await using pages = await Pages.serve({ '/': html('<div style="height: 500000px">Shop</div>') });
      const { screenshot } = seenBy((await visits.visit(pages.url())).seen);
      expect(screenshot && sizeOf(screenshot)).toEqual({ width: 1280, height: 8000 });
    },
    VISIT_MS,
  );

  it(
    'when the page crashes its tab',
    async () => {
      await using pages = await Pages.serve({ '/': html('<p>Shop</p><script>location = "chrome://crash"</script>') });
      const { seen } = await visits.visit(pages.url());
      expect(seenBy(seen).page.httpStatus).toBe(200);
    },
    VISIT_MS,
  );

  it(
    'when it is asked to stop',
    async () => {
      await using pages = await Pages.serve({ '/': () => undefined });
      const stopping = new AbortController();
      const visiting = visits.visit(pages.url(), { signal: stopping.signal });
      await waitFor(() => pages.requests.length > 0, { what: 'the browser to ask', timeoutMs: VISIT_MS / 2 });
      stopping.abort();
      // Had it not been killed, the page would have been given up after a time instead.
      const error = 'The page could not be opened: the browser ended in the middle of it';
      expect(await visiting).toMatchObject({ wasKilled: true, seen: { page: { error } } });
    },
    VISIT_MS,
  );
});
