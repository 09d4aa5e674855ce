import { describe, expect, it } from '@jest/globals';
import type { CheckOutcome, RawCheck, VisitedPage } from '@wakeful/contracts';
import { type BothVisits, compareVisits } from './compare-visits.js';

const timings = { dnsUs: 0, connectUs: 0, tlsUs: 0, ttfbUs: 30_000, transferUs: 0, totalUs: 30_000 };
const raw = (outcome: Partial<CheckOutcome>): RawCheck => ({
  startedAt: '2026-01-31T12:00:00.000Z',
  outcome: {
    status: outcome.reason ? 'down' : 'up',
    reason: null,
    detail: '',
    httpStatus: 200,
    timings,
    facts: { address: '192.0.2.1', ipFamily: 4, httpVersion: '1.1' },
    ...outcome,
  },
  dnsAnswers: [],
  tlsChain: [],
  headers: [],
  bodyText: null,
  bodyBytes: 0,
  isBodyTruncated: false,
});
const page = (overrides: Partial<VisitedPage> = {}): VisitedPage => ({
  title: 'Shop',
  finalUrl: 'https://shop.example/',
  httpStatus: 200,
  address: '192.0.2.1',
  waitMs: 3_000,
  error: null,
  isDownload: false,
  isHung: false,
  textCharacters: 100,
  visibleObjects: 3,
  loadMs: 200,
  vitals: { ttfbMs: 30, fcpMs: 50, lcpMs: 60, cls: 0 },
  ...overrides,
});
const visits = (overrides: Partial<BothVisits>): BothVisits => ({
  raw: raw({}),
  page: page(),
  request: { method: 'GET', userAgent: 'Wakeful/1.0', headerNames: [], ipFamily: 'auto' },
  browser: {
    method: 'GET',
    protocol: 'h2',
    headers: [
      { name: 'user-agent', value: 'Mozilla/5.0' },
      { name: 'cookie', value: '***' },
    ],
  },
  ...overrides,
});
const forbidden = raw({ reason: 'http_status', httpStatus: 403, detail: 'HTTP 403 Forbidden (expected 2xx)' });

describe('"is it me?"', () => {
  it.each<{ name: string; seen: Partial<BothVisits>; sentence: string; field: string | null }>([
    {
      name: 'a check that is turned away',
      seen: { raw: forbidden },
      sentence: 'The browser is answered 200, the check is not: HTTP 403 Forbidden (expected 2xx)',
      field: 'headers.User-Agent',
    },
    {
      name: 'one that names itself as a browser does',
      seen: {
        raw: forbidden,
        request: { method: 'GET', userAgent: 'Mozilla/5.0', headerNames: ['User-Agent'], ipFamily: 'auto' },
      },
      sentence: 'The browser is answered 200, the check is not: HTTP 403 Forbidden (expected 2xx)',
      field: null,
    },
    {
      name: 'HEAD',
      seen: {
        raw: raw({ reason: 'http_status', httpStatus: 405, detail: 'HTTP 405 Method Not Allowed (expected 2xx)' }),
        request: { method: 'HEAD', userAgent: 'Wakeful/1.0', headerNames: [], ipFamily: 'auto' },
      },
      sentence: 'The browser is answered 200, the check is not: HTTP 405 Method Not Allowed (expected 2xx)',
      field: 'method',
    },
    {
      name: 'an address of the other family that refuses',
      seen: {
        raw: raw({
          reason: 'refused',
          httpStatus: null,
          detail: '[2001:db8::1]:443 refused the connection',
          facts: { address: '2001:db8::1', ipFamily: 6 },
        }),
      },
      sentence: 'The browser is answered 200, the check is not: [2001:db8::1]:443 refused the connection',
      field: 'ipFamily',
    },
    {
      name: 'a certificate that only the browser trusts',
      seen: { raw: raw({ reason: 'tls', httpStatus: null, detail: 'TLS: the certificate is self-signed' }) },
      sentence: 'The browser is answered 200, the check is not: TLS: the certificate is self-signed',
      field: 'tls.serverName',
    },
    {
      name: 'a check that had too little time',
      seen: { raw: raw({ reason: 'timeout', httpStatus: null, detail: 'No answer within 1,000 ms' }) },
      sentence: 'The browser is answered 200, the check is not: No answer within 1,000 ms',
      field: 'timeoutMs',
    },
    {
      name: 'redirects that end with a cookie',
      seen: { raw: raw({ reason: 'too_many_redirects', httpStatus: 302, detail: 'More than 10 redirects' }) },
      sentence: 'The browser is answered 200, the check is not: More than 10 redirects',
      field: 'headers.Cookie',
    },
    {
      name: 'a browser that is turned away',
      seen: { page: page({ httpStatus: 403 }) },
      sentence: 'The check is answered 200, the browser is not: it is answered 403',
      field: null,
    },
    {
      name: 'a browser that cannot connect',
      seen: { page: page({ httpStatus: null, error: 'ERR_HTTP2_PROTOCOL_ERROR' }) },
      sentence: 'The check is answered 200, the browser is not: ERR_HTTP2_PROTOCOL_ERROR',
      field: null,
    },
  ])('is answered for $name', ({ seen, sentence, field }) => {
    const comparison = compareVisits(visits(seen));
    expect(comparison?.sentence).toBe(sentence);
    expect(comparison?.setting?.field ?? null).toBe(field);
  });

  it.each<{ name: string; seen: Partial<BothVisits> }>([
    { name: 'both got in', seen: {} },
    { name: 'neither did', seen: { raw: forbidden, page: page({ httpStatus: 403 }) } },
    {
      name: 'only the status was not the expected one',
      seen: { raw: raw({ reason: 'http_status', httpStatus: 200 }) },
    },
    { name: 'a word is missing', seen: { raw: raw({ reason: 'assertion' }) } },
    {
      name: 'the check failed by itself',
      seen: { raw: { ...forbidden, outcome: { ...forbidden.outcome, status: 'unknown' } } },
    },
    { name: 'there was no browser', seen: { page: null } },
  ])('is no question when $name', ({ seen }) => {
    expect(compareVisits(visits(seen))).toBeNull();
  });

  it('names every difference', () => {
    expect(compareVisits(visits({ raw: forbidden }))?.differences).toEqual([
      { what: 'Answer', check: '403', browser: '200' },
      { what: 'Protocol', check: 'HTTP/1.1', browser: 'HTTP/2' },
      { what: 'User agent', check: 'Wakeful/1.0', browser: 'Mozilla/5.0' },
      { what: 'Header cookie', check: 'not sent', browser: '***' },
    ]);
  });
});
