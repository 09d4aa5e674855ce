import { describe, expect, it } from '@jest/globals';
import type { CheckOutcome, ConsoleMessage, RawCheck, ResourceSummary, VisitedPage } from '@wakeful/contracts';
import { diagnose, type DiagnosisInput } from './diagnose.js';

const page = (overrides: Partial<VisitedPage> = {}): VisitedPage => ({
  title: 'Shop',
  finalUrl: 'https://shop.example/',
  httpStatus: 200,
  address: '10.0.0.7',
  waitMs: 30,
  error: null,
  isDownload: false,
  isHung: false,
  textCharacters: 500,
  visibleObjects: 3,
  loadMs: 120,
  vitals: { ttfbMs: 30, fcpMs: 60, lcpMs: 80, cls: 0 },
  ...overrides,
});

const noPage = (error: string): VisitedPage =>
  page({ httpStatus: null, address: null, waitMs: null, error, textCharacters: null, visibleObjects: null });

const raw = (outcome: Partial<CheckOutcome> = {}): RawCheck => ({
  startedAt: '2026-01-31T12:00:00.000Z',
  outcome: {
    status: outcome.reason ? 'down' : 'up',
    reason: null,
    detail: '',
    httpStatus: 200,
    timings: { dnsUs: 0, connectUs: 200, tlsUs: 0, ttfbUs: 25_000, transferUs: 100, totalUs: 25_300 },
    facts: { address: '10.0.0.7' },
    ...outcome,
  },
  dnsAnswers: [],
  tlsChain: [],
  headers: [],
  bodyText: null,
  bodyBytes: 0,
  isBodyTruncated: false,
});

const failed = (resourceType: string, requests: number, count: number, url: string, why: string): ResourceSummary => ({
  resourceType,
  requests,
  failed: count,
  firstFailure: { url, why },
});
const fine = (resourceType: string, requests: number): ResourceSummary => ({
  resourceType,
  requests,
  failed: 0,
  firstFailure: null,
});
const pageError = (text: string): ConsoleMessage => ({
  kind: 'page-error',
  level: 'error',
  text,
  source: null,
  atMs: 20,
});

const input = (overrides: Partial<DiagnosisInput>): DiagnosisInput => ({
  page: page(),
  raw: raw(),
  console: [],
  resources: [],
  browserError: null,
  ...overrides,
});

describe('the diagnosis', () => {
  it.each<{ name: string; seen: Partial<DiagnosisInput>; category: string; sentence: string }>([
    {
      name: 'a name that does not exist',
      seen: {
        raw: raw({ reason: 'dns', detail: 'shop.example does not exist (NXDOMAIN)', httpStatus: null }),
        page: noPage('shop.example does not exist (NXDOMAIN)'),
      },
      category: 'dns',
      sentence: 'DNS: NXDOMAIN for shop.example',
    },
    {
      name: 'an expired certificate',
      seen: {
        raw: raw({
          reason: 'tls',
          detail: 'TLS: the certificate expired on 2026-01-28 (3 days ago)',
          httpStatus: null,
        }),
        page: noPage('ERR_CERT_DATE_INVALID'),
      },
      category: 'tls',
      sentence: 'TLS: the certificate expired on 2026-01-28 (3 days ago)',
    },
    {
      name: 'a refused connection',
      seen: { raw: raw({ reason: 'refused', detail: '10.0.0.7:443 refused the connection', httpStatus: null }) },
      category: 'connection',
      sentence: 'Connection: 10.0.0.7:443 refused the connection',
    },
    {
      name: 'a server that does not answer',
      seen: {
        raw: raw({ reason: 'timeout', detail: 'No answer within 10,000 ms: timed out while …', httpStatus: null }),
        page: noPage('There was no answer within 20 s'),
      },
      category: 'timeout',
      sentence: 'Timeout: No answer within 10,000 ms: timed out while …',
    },
    {
      name: 'a page that the egress policy refuses',
      seen: {
        raw: raw({
          status: 'unknown',
          reason: 'blocked',
          detail: 'Blocked by the egress policy: 169.254.169.254 is a cloud metadata address, which is never allowed',
          httpStatus: null,
        }),
      },
      category: 'blocked',
      sentence: 'Egress policy: 169.254.169.254 is a cloud metadata address, which is never allowed',
    },
    {
      name: 'an error of the server',
      seen: {
        raw: raw({ reason: 'http_status', detail: 'HTTP 502 Bad Gateway (expected 2xx)', httpStatus: 502 }),
        page: page({ httpStatus: 502 }),
      },
      category: 'http_status',
      sentence: 'Main document 502 from 10.0.0.7 in 30 ms',
    },
    {
      name: 'an error page that is known',
      seen: {
        raw: {
          ...raw({ reason: 'http_status', detail: 'HTTP 521 (expected 2xx)', httpStatus: 521 }),
          bodyText: 'error code: 521',
        },
        page: page({ httpStatus: 521 }),
      },
      category: 'http_status',
      sentence:
        "Cloudflare answers 521: the origin refuses its connections (status 521). Check that the origin's web server runs and that its firewall lets Cloudflare's addresses in",
    },
    {
      name: 'a page that is known and stands in place of the site',
      seen: {
        raw: {
          ...raw({ reason: 'assertion', detail: 'The body does not contain "Cart"' }),
          bodyText: '<title>Welcome to nginx!</title>',
        },
      },
      category: 'assertion',
      sentence:
        "The server shows nginx's default page: the site's configuration is gone (status 200). Look into nginx's sites and its last deployment",
    },
    {
      name: 'an error that only the browser gets',
      seen: { page: page({ httpStatus: 403 }) },
      category: 'http_status',
      sentence: 'Main document 403 from 10.0.0.7 in 30 ms, while a plain request is answered with 200',
    },
    {
      name: 'an error that only the plain request gets',
      seen: { raw: raw({ reason: 'http_status', detail: 'HTTP 429', httpStatus: 429 }) },
      category: 'http_status',
      sentence: 'Main document 429 from 10.0.0.7 in 25 ms, while a browser is answered with 200',
    },
    {
      name: 'a status that is good, but not the expected one',
      seen: { raw: raw({ reason: 'http_status', detail: 'HTTP 200 OK (expected 204)' }) },
      category: 'http_status',
      sentence: 'Main document 200 from 10.0.0.7 in 25 ms: HTTP 200 OK (expected 204)',
    },
    {
      name: 'redirects in a circle',
      seen: { page: { ...noPage('ERR_TOO_MANY_REDIRECTS'), finalUrl: 'https://shop.example/b' } },
      category: 'redirects',
      sentence: 'Redirects: they never end; the last one leads to https://shop.example/b',
    },
    {
      name: 'a missing word',
      seen: { raw: raw({ reason: 'assertion', detail: 'The body does not contain "Cart"' }) },
      category: 'assertion',
      sentence: 'Page answers, but an assertion fails: The body does not contain "Cart"',
    },
    {
      name: 'a file',
      seen: { page: { ...noPage(''), error: null, isDownload: true } },
      category: 'download',
      sentence: 'The URL is a file to download, not a page; the browser stopped it',
    },
    {
      name: 'an endless loop',
      seen: { page: page({ isHung: true, textCharacters: null, visibleObjects: null }) },
      category: 'hung_page',
      sentence: "Page answers, but its JavaScript does not come to an end: the browser's tab does not respond",
    },
    {
      name: 'a page that only a browser cannot open',
      seen: { page: noPage('ERR_HTTP2_PROTOCOL_ERROR') },
      category: 'browser',
      sentence:
        'The browser cannot open the page: ERR_HTTP2_PROTOCOL_ERROR, while a plain request is answered with 200',
    },
    {
      name: 'a page that never finishes loading',
      seen: { page: page({ error: 'The page did not finish loading within 20 s' }) },
      category: 'timeout',
      sentence:
        'The browser cannot open the page: The page did not finish loading within 20 s, while a plain request is answered with 200',
    },
    {
      name: 'a blank page',
      seen: {
        page: page({ textCharacters: 0, visibleObjects: 0 }),
        console: [pageError('TypeError: shop is undefined')],
        resources: [failed('script', 1, 1, 'https://shop.example/app.js', '404')],
      },
      category: 'blank_page',
      sentence: 'Blank page: JavaScript error TypeError: shop is undefined',
    },
    {
      name: 'a page that is blank because its script is missing',
      seen: {
        page: page({ textCharacters: 0, visibleObjects: 0 }),
        resources: [failed('script', 1, 1, 'https://shop.example/app.js', '404')],
      },
      category: 'blank_page',
      sentence: 'Blank page: 1 of 1 script fails: first is https://shop.example/app.js (404)',
    },
    {
      name: 'an empty document',
      seen: { page: page({ textCharacters: 0, visibleObjects: 0 }) },
      category: 'blank_page',
      sentence: 'Blank page: the main document is answered with 200 and shows nothing',
    },
    {
      name: 'missing scripts, before missing images',
      seen: {
        resources: [
          failed('image', 9, 5, 'https://shop.example/a.png', '404'),
          failed('script', 14, 3, 'https://cdn.example/lib.js', '404'),
        ],
      },
      category: 'resources',
      sentence: 'Page loads, but 3 of 14 scripts fail: first is https://cdn.example/lib.js (404)',
    },
    {
      name: 'JavaScript that fails on a page that shows something',
      seen: { console: [pageError('ReferenceError: cart is not defined')], resources: [fine('script', 3)] },
      category: 'javascript',
      sentence: 'Page loads, but its JavaScript fails: ReferenceError: cart is not defined',
    },
    {
      name: 'a page that is well',
      seen: { resources: [fine('script', 15), fine('image', 5)] },
      category: 'healthy',
      sentence: 'Page loads: main document 200 from 10.0.0.7 in 30 ms, and so do all 20 of its other requests',
    },
    {
      name: 'no browser, but an answer',
      seen: { page: null, browserError: 'There is no Chromium.' },
      category: 'browser',
      sentence: 'A plain request is answered with 200; no browser could look: There is no Chromium.',
    },
    {
      name: 'no browser, and an error',
      seen: {
        page: null,
        browserError: 'There is no Chromium.',
        raw: raw({ reason: 'http_status', detail: 'HTTP 500', httpStatus: 500 }),
      },
      category: 'http_status',
      sentence: 'Main document 500 from 10.0.0.7 in 25 ms',
    },
    {
      name: 'nothing at all',
      seen: { page: null, raw: null },
      category: 'unknown',
      sentence: 'What was seen of the page explains nothing',
    },
  ])('of $name', ({ seen, category, sentence }) => {
    expect(diagnose(input(seen))).toEqual({ category, sentence });
  });

  it('fits into a message, whatever a page writes', () => {
    const { sentence } = diagnose(input({ raw: raw({ reason: 'assertion', detail: 'x'.repeat(5_000) }) }));
    expect(sentence).toHaveLength(1_024);
  });
});
