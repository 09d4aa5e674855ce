import { describe, expect, it } from '@jest/globals';
import type { ConsoleMessage, DebugEvidence, RawCheck, ResourceSummary, VisitedPage } from '@wakeful/contracts';
import { compareEvidence } from './compare-evidence.js';

const aPage = (overrides: Partial<VisitedPage> = {}): VisitedPage => ({
  title: 'Shop',
  finalUrl: 'https://shop.example/',
  httpStatus: 200,
  address: '192.0.2.1',
  waitMs: 30,
  error: null,
  isDownload: false,
  isHung: false,
  textCharacters: 100,
  visibleObjects: 3,
  loadMs: 200,
  vitals: { ttfbMs: 30, fcpMs: 50, lcpMs: 60, cls: 0 },
  ...overrides,
});

const timings = { dnsUs: 0, connectUs: 0, tlsUs: 0, ttfbUs: 30_000, transferUs: 0, totalUs: 30_000 };
const aRawCheck = (overrides: Partial<RawCheck> = {}): RawCheck => ({
  startedAt: '2026-01-31T12:00:00.000Z',
  outcome: { status: 'up', reason: null, detail: '', httpStatus: 200, timings, facts: { address: '192.0.2.1' } },
  dnsAnswers: [{ address: '192.0.2.1', ipFamily: 4 }],
  tlsChain: [],
  headers: [],
  bodyText: null,
  bodyBytes: 0,
  isBodyTruncated: false,
  ...overrides,
});
const outcome = (overrides: Partial<RawCheck['outcome']>): RawCheck['outcome'] => ({
  ...aRawCheck().outcome,
  ...overrides,
});
const certificate = (issuer: string, expiresAt: string) => ({
  subject: 'CN=shop.example',
  issuer,
  validFrom: '2025-01-01T00:00:00.000Z',
  expiresAt,
});

const evidence = (overrides: Partial<DebugEvidence> = {}): DebugEvidence => ({
  page: aPage(),
  raw: aRawCheck(),
  console: [],
  resources: [],
  ...overrides,
});
const page = (overrides: Partial<VisitedPage>): DebugEvidence => evidence({ page: aPage(overrides) });
const raw = (overrides: Partial<RawCheck>): DebugEvidence => evidence({ raw: aRawCheck(overrides) });
const resources = (...list: ResourceSummary[]): DebugEvidence => evidence({ resources: list });
const of = (resourceType: string, failed: number, requests: number): ResourceSummary => ({
  resourceType,
  failed,
  requests,
  firstFailure: null,
});
const said = (kind: ConsoleMessage['kind'], level: string): ConsoleMessage => ({
  kind,
  level,
  text: 'x',
  source: null,
  atMs: 1,
});

describe('compareEvidence', () => {
  it.each<{ name: string; before: DebugEvidence; after: DebugEvidence; want: string[] }>([
    { name: 'nothing', before: evidence(), after: evidence(), want: [] },
    {
      name: 'the status of the main document',
      before: page({ httpStatus: 502 }),
      after: evidence(),
      want: ['Main document: 502 → 200'],
    },
    {
      name: 'an answer in place of none',
      before: evidence({
        page: aPage({ httpStatus: null, error: 'ERR_CONNECTION_REFUSED', waitMs: null }),
        raw: aRawCheck({ outcome: outcome({ status: 'down', reason: 'refused', httpStatus: null }) }),
      }),
      after: evidence(),
      want: [
        'Main document: no answer → 200',
        'Error of the browser: ERR_CONNECTION_REFUSED → none',
        'Check: down (refused) → up',
      ],
    },
    {
      name: 'the status that only the plain request saw',
      before: evidence({ page: null, raw: aRawCheck({ outcome: outcome({ httpStatus: 503 }) }) }),
      after: evidence({ page: null }),
      want: ['Main document: 503 → 200'],
    },
    {
      name: 'nothing that only one of the two could see',
      before: evidence({ page: null, console: [said('console', 'error')], resources: [of('script', 1, 1)] }),
      after: evidence({ raw: null }),
      want: [],
    },
    {
      name: 'nothing when neither saw anything',
      before: evidence({ page: null, raw: null }),
      after: evidence(),
      want: [],
    },
    {
      name: 'the address',
      before: page({ address: '192.0.2.9' }),
      after: evidence(),
      want: ['Address: 192.0.2.9 → 192.0.2.1'],
    },
    {
      name: 'the DNS answers',
      before: raw({ dnsAnswers: [] }),
      after: raw({
        dnsAnswers: [
          { address: '192.0.2.2', ipFamily: 4 },
          { address: '192.0.2.1', ipFamily: 4 },
        ],
      }),
      want: ['DNS answers: none → 192.0.2.1, 192.0.2.2'],
    },
    {
      name: 'nothing when DNS answers only in another order',
      before: raw({
        dnsAnswers: [
          { address: '192.0.2.2', ipFamily: 4 },
          { address: '192.0.2.1', ipFamily: 4 },
        ],
      }),
      after: raw({
        dnsAnswers: [
          { address: '192.0.2.1', ipFamily: 4 },
          { address: '192.0.2.2', ipFamily: 4 },
        ],
      }),
      want: [],
    },
    {
      name: 'the certificate',
      before: raw({ tlsChain: [certificate('CN=old', '2026-01-28T00:00:00.000Z')] }),
      after: raw({ tlsChain: [certificate('CN=new', '2027-01-28T00:00:00.000Z')] }),
      want: [
        'Certificate: CN=shop.example, by CN=old, until 2026-01-28 → CN=shop.example, by CN=new, until 2027-01-28',
      ],
    },
    {
      name: 'the title',
      before: page({ title: ' 502  Bad\nGateway ' }),
      after: page({ title: 'x'.repeat(81) }),
      want: [`Title: “502 Bad Gateway” → “${'x'.repeat(80)}…”`],
    },
    {
      name: 'errors of the console, but no warnings',
      before: evidence({
        console: [said('console', 'error'), said('page-error', 'error'), said('console', 'warning')],
      }),
      after: evidence({ console: [said('dialog', 'alert')] }),
      want: ['Console errors: 2 → 0'],
    },
    {
      name: 'a first byte that is much faster',
      before: page({ waitMs: 4_200.4 }),
      after: page({ waitMs: 120 }),
      want: ['First byte: 4200 ms → 120 ms'],
    },
    {
      name: 'a first byte that is much slower',
      before: page({ waitMs: 10 }),
      after: page({ waitMs: 110 }),
      want: ['First byte: 10 ms → 110 ms'],
    },
    { name: 'no first byte within twice', before: page({ waitMs: 1_000 }), after: page({ waitMs: 1_999 }), want: [] },
    { name: 'no first byte within 100 ms', before: page({ waitMs: 1 }), after: page({ waitMs: 100 }), want: [] },
    { name: 'no first byte that never came', before: page({ waitMs: null }), after: page({ waitMs: 900 }), want: [] },
    {
      name: 'failed requests by type',
      before: resources(of('script', 3, 14), of('image', 1, 2), of('font', 0, 1)),
      after: resources(of('script', 0, 14), of('image', 1, 5), of('fetch', 2, 2)),
      want: ['Failed requests (script): 3 of 14 → 0 of 14', 'Failed requests (fetch): 0 of 0 → 2 of 2'],
    },
  ])('notes $name', ({ before, after, want }) => {
    expect(compareEvidence(before, after)).toEqual(want);
  });
});
