import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { leakCorpus } from '@wakeful/testing';
import { unzipSync } from 'fflate';
import type { Har } from '../capture/har.js';
import { harProblems } from '../har-schema.fixture.js';
import { file, html, Pages, redirect } from '../pages.fixture.js';
import { differentPixels } from '../png.fixture.js';
import { type EndedSession, TestService } from '../service.fixture.js';

const SESSION_MS = 60_000;

let service: TestService;
beforeAll(async () => {
  service = await TestService.start({ DEBUG_REDACT_NAMES: 'x-internal' });
}, SESSION_MS);
afterAll(() => service[Symbol.asyncDispose]());

const run = async (...args: Parameters<TestService['ask']>): Promise<EndedSession> =>
  service.ended(await service.ask(...args));

describe('a debug session', () => {
  it(
    'brings events, a diagnosis, the raw check, and files that others can read',
    async () => {
      await using pages = await Pages.serve({
        '/': html('<h1>Welcome</h1><script src="/missing.js"></script><script src="/there.js"></script>'),
        '/there.js': file('', 'text/javascript'),
      });
      const { summary, events } = await run(pages.url('/', '127.0.0.1'));
      expect(summary).toMatchObject({ ending: 'completed', isSuccess: true, error: null, eventCount: events.length });
      expect(summary.diagnosis).toMatchObject({
        category: 'resources',
        sentence: `Page loads, but 1 of 2 scripts fail: first is ${pages.url('/missing.js')} (404)`,
      });
      expect(summary.evidence.raw).toMatchObject({
        outcome: { status: 'up', httpStatus: 200 },
        isBodyTruncated: false,
      });
      expect(summary.evidence.raw?.bodyText).toContain('<h1>Welcome</h1>');

      const har = JSON.parse((await service.artifact(summary, 'har')).toString()) as Har;
      expect(harProblems(har)).toEqual([]);
      expect(har.log.entries.map(({ request }) => new URL(request.url).pathname)).toEqual(
        expect.arrayContaining(['/', '/missing.js', '/there.js']),
      );
      const trace = unzipSync(await service.artifact(summary, 'trace'));
      expect(Object.keys(trace)).toEqual(expect.arrayContaining(['trace.trace', 'trace.network']));
      const lines = Buffer.from(trace['trace.trace']!).toString().trim().split('\n');
      expect(JSON.parse(lines[0]!)).toMatchObject({ type: 'context-options', browserName: 'chromium' });
      expect(differentPixels(await service.artifact(summary, 'screenshot'))).toBeGreaterThan(1);
    },
    SESSION_MS,
  );

  it(
    'is no success when the main document is an error',
    async () => {
      await using pages = await Pages.serve({ '/': html('Bad Gateway', {}, 502) });
      const { summary } = await run(pages.url());
      expect(summary).toMatchObject({
        ending: 'completed',
        isSuccess: false,
        error: 'The main document was answered with 502',
        diagnosis: {
          category: 'http_status',
          sentence: expect.stringMatching(/^127\.0\.0\.1 answers 502 Bad Gateway in/),
        },
      });
    },
    SESSION_MS,
  );

  it(
    'sends what the checks send, to its own origin only, and shows no secret anywhere',
    async () => {
      const secrets = [
        'kangaroo-header-1',
        'wombat-token-22',
        'platypus-cookie-3',
        'echidna-field-4',
        'quokka-inner-5',
      ];
      await using other = await Pages.serve({ '/': html('<p>Elsewhere</p>'), '/lib.js': file('', 'text/javascript') });
      await using pages = await Pages.serve({
        '/': (request, response) =>
          void response
            .writeHead(200, {
              'content-type': 'text/html',
              'set-cookie': 'sid=platypus-cookie-3; Path=/',
              'x-internal': 'quokka-inner-5',
            })
            .end(
              `<title>wombat-token-22</title><p>You sent ${String(request.headers['authorization'])} and ${String(request.headers['x-team-key'])}</p>
               <script src="${other.url('/lib.js')}"></script>
               <script>console.log(document.cookie);
                 fetch('/login', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"password":"echidna-field-4"}' });
                 fetch('/away', { mode: 'no-cors' });</script>`,
            ),
        '/login': file('{"access_token":"echidna-field-4"}', 'application/json'),
        '/away': redirect(other.url('/?token=wombat-token-22')),
      });
      const { summary, events } = await run(pages.url(), {
        secrets: { headers: { 'X-Team-Key': 'kangaroo-header-1' }, auth: { type: 'bearer', token: 'wombat-token-22' } },
      });
      expect(summary.isSuccess).toBe(true);
      for (const request of pages.requests) {
        expect(request.headers).toMatchObject({
          'x-team-key': 'kangaroo-header-1',
          authorization: 'Bearer wombat-token-22',
        });
      }
      expect(pages.of('/login')).toHaveLength(1);
      expect(other.requests.map(({ path }) => path)).toEqual(
        expect.arrayContaining(['/lib.js', '/?token=wombat-token-22']),
      );
      for (const { headers } of other.requests) {
        expect(headers).not.toHaveProperty('x-team-key');
        expect(headers).not.toHaveProperty('authorization');
      }
      const trace = unzipSync(await service.artifact(summary, 'trace'));
      const everything = {
        events: JSON.stringify(events),
        summary: JSON.stringify(summary),
        har: (await service.artifact(summary, 'har')).toString(),
        log: service.log.join(''),
        ...Object.fromEntries(
          Object.entries(trace).map(([name, bytes]) => [name, Buffer.from(bytes).toString('latin1')]),
        ),
      };
      const found = Object.entries(everything).flatMap(([where, text]) =>
        secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${where}`),
      );
      expect(found).toEqual([]);
    },
    SESSION_MS,
  );

  it(
    'lets nothing of the corpus of leaks through, whether it stands in a page, a body, an address or the console',
    async () => {
      const texts = leakCorpus.map(({ text }) => text);
      await using pages = await Pages.serve({
        '/': html(
          `<p>Shop</p><script src="/log.js"></script><script>fetch('/page.html'); fetch('/plain.txt')</script>`,
        ),
        '/log.js': file(`for (const text of ${JSON.stringify(texts)}) console.error(text)`, 'text/javascript'),
        '/page.html': file(texts.join('\n<hr>\n'), 'text/html'),
        '/plain.txt': file(texts.join('\n\n'), 'text/plain'),
      });
      const { summary, events } = await run(pages.url());
      expect(summary.evidence.console.length).toBe(texts.length);
      const trace = unzipSync(await service.artifact(summary, 'trace'));
      const everything = {
        events: JSON.stringify(events),
        summary: JSON.stringify(summary),
        har: (await service.artifact(summary, 'har')).toString(),
        log: service.log.join(''),
        ...Object.fromEntries(Object.entries(trace).map(([name, bytes]) => [name, Buffer.from(bytes).toString()])),
      };
      const found = Object.entries(everything).flatMap(([where, text]) =>
        leakCorpus.flatMap(({ name, secrets }) =>
          secrets.filter((secret) => text.includes(secret)).map((secret) => `${name}: ${secret} in ${where}`),
        ),
      );
      expect(found).toEqual([]);
    },
    SESSION_MS,
  );

  it(
    'hides what has a secret name in the redirects of the plain request',
    async () => {
      await using pages = await Pages.serve({
        '/': redirect('/in?token=numbat-token-6&lang=en'),
        '/in': html('<p>Welcome</p>'),
      });
      const { summary } = await run(pages.url());
      const facts = summary.evidence.raw?.outcome.facts;
      expect(facts?.finalUrl).toBe(pages.url('/in?token=***&lang=en'));
      expect(facts?.hops?.map(({ url }) => url)).toEqual([pages.url(), pages.url('/in?token=***&lang=en')]);
      expect(JSON.stringify(summary)).not.toContain('numbat-token-6');
    },
    SESSION_MS,
  );

  it('fails with what to do when the secrets are sealed under another key', async () => {
    await using pages = await Pages.serve({ '/': html('<p>Shop</p>') });
    const { summary } = await run(pages.url(), { spec: { sealedSecrets: 'another.AAAA' } });
    expect(summary).toMatchObject({ ending: 'failed', isSuccess: false, browser: null, artifacts: {} });
    expect(summary.error).toMatch(/SECRET_KEY must hold the key/);
    expect(pages.requests).toEqual([]);
  });

  it(
    'sends the method and body of the monitor with its first request',
    async () => {
      await using pages = await Pages.serve({ '/api': html('<p>Done</p><img src="/next.png">') });
      await run(pages.url('/api'), { spec: { method: 'POST' }, secrets: { body: 'a=1' } });
      const fromBrowser = pages.requests.filter(({ headers }) => headers['user-agent']?.includes('Chrome'));
      expect(fromBrowser.map(({ method, path, body }) => ({ method, path, body }))).toEqual(
        expect.arrayContaining([
          { method: 'POST', path: '/api', body: 'a=1' },
          { method: 'GET', path: '/next.png', body: '' },
        ]),
      );
    },
    SESSION_MS,
  );

  it('is not run when it has waited for more than ten minutes', async () => {
    await using pages = await Pages.serve({ '/': html('<p>Shop</p>') });
    const requestedAt = new Date(Date.now() - 601_000).toISOString();
    const { summary } = await run(pages.url(), { requestedAt });
    expect(summary).toMatchObject({ ending: 'expired', isSuccess: false, browser: null, artifacts: {} });
    expect(pages.requests).toEqual([]);
  });

  it('says what to do when there is no browser, and still checks the page without one', async () => {
    await using without = await TestService.start({ CHROMIUM_PATH: '/nowhere/chromium' });
    await using pages = await Pages.serve({ '/': html('Bad Gateway', {}, 502) });
    const { summary } = await without.ended(await without.ask(pages.url()));
    expect(summary).toMatchObject({ ending: 'failed', isSuccess: false, diagnosis: { category: 'http_status' } });
    expect(summary.error).toMatch(
      /^CHROMIUM_PATH does not name an executable file\. .*npx playwright install chromium/,
    );
  });
});
