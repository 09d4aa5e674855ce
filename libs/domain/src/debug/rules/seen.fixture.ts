import type {
  CheckOutcome,
  GoodCheck,
  GoodVisit,
  LastGood,
  RawCheck,
  SecondLook,
  VisitedPage,
} from '@wakeful/contracts';
import type { DiagnosisInput } from '../seen.js';

export const URL_OF_SHOP = 'https://shop.example/';

export const aPage = (overrides: Partial<VisitedPage> = {}): VisitedPage => ({
  title: 'Shop',
  finalUrl: URL_OF_SHOP,
  httpStatus: 200,
  address: '192.0.2.1',
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

interface RawParts extends Omit<Partial<RawCheck>, 'outcome' | 'headers'> {
  body?: string;
  headers?: Readonly<Record<string, string>>;
  outcome?: Partial<CheckOutcome>;
}

export function aRaw({
  body = '<title>Shop</title><h1>Fine things</h1><p>Lamps and chairs</p>',
  headers = {},
  outcome = {},
  ...rest
}: RawParts = {}): RawCheck {
  return {
    startedAt: '2026-01-31T12:00:00.000Z',
    dnsAnswers: [{ address: '192.0.2.1', ipFamily: 4 }],
    tlsChain: [],
    bodyText: body,
    bodyBytes: body.length,
    isBodyTruncated: false,
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    ...rest,
    outcome: {
      status: outcome.reason ? 'down' : 'up',
      reason: null,
      detail: '',
      httpStatus: 200,
      timings: { dnsUs: 0, connectUs: 200, tlsUs: 0, ttfbUs: 25_000, transferUs: 100, totalUs: 8_000_000 },
      ...outcome,
      facts: { address: '192.0.2.1', bodyBytes: body.length, ...outcome.facts },
    },
  };
}

/** A check that got no answer. */
export const noAnswer = (
  reason: NonNullable<CheckOutcome['reason']>,
  detail: string,
  rest: Partial<RawCheck> = {},
): RawCheck => ({
  ...aRaw({ outcome: { reason, detail, httpStatus: null }, body: '' }),
  bodyText: null,
  ...rest,
});

/** A check that was answered with an error. */
export const answered = (httpStatus: number, body: string, headers: Readonly<Record<string, string>> = {}): RawCheck =>
  aRaw({
    outcome: { reason: 'http_status', detail: `Answered ${httpStatus}, expected 2xx`, httpStatus },
    body,
    headers,
  });

/** A check whose assertion fails. */
export const without = (word: string, body: string, rest: Partial<RawCheck> = {}): RawCheck => ({
  ...aRaw({ outcome: { reason: 'assertion', detail: `The body does not contain "${word}"` }, body }),
  ...rest,
});

export const good = ({
  check = {},
  visit = {},
}: { check?: Partial<GoodCheck>; visit?: Partial<GoodVisit> } = {}): LastGood => ({
  until: '2026-01-31T11:58:00.000Z',
  check: { addresses: ['192.0.2.1'], httpStatus: 200, finalUrl: null, certificate: null, ...check },
  visit: {
    at: '2026-01-31T03:00:00.000Z',
    dnsAnswers: ['192.0.2.1'],
    tlsChain: [],
    httpStatus: 200,
    finalUrl: URL_OF_SHOP,
    headers: [],
    title: 'Shop',
    heading: 'Fine things',
    bodyBytes: 4_000,
    bodyHash: '0000000000000000',
    text: 'Fine things',
    scripts: [],
    totalMs: 40,
    recognisedAs: null,
    ...visit,
  },
});

export const look = (way: SecondLook['way'], overrides: Partial<SecondLook> = {}): SecondLook => ({
  way,
  address: '192.0.2.1',
  isGood: true,
  httpStatus: 200,
  reason: null,
  detail: '',
  totalMs: 30,
  ...overrides,
});

/** What was seen of a shop; without a browser unless its page is given. */
export const seen = (overrides: Partial<DiagnosisInput>): DiagnosisInput => ({
  page: null,
  raw: aRaw(),
  console: [],
  resources: [],
  asked: { url: URL_OF_SHOP, method: 'GET', auth: null },
  browserError: null,
  ...overrides,
});

export interface RuleRow {
  of: string;
  seen: Partial<DiagnosisInput>;
  sentence: string | RegExp;
}
