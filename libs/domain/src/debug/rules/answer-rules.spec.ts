import { describe, expect, it } from '@jest/globals';
import { diagnose } from '../diagnose.js';
import { simHash } from '../sim-hash.js';
import {
  answered,
  aPage,
  aRaw,
  good,
  look,
  noAnswer,
  type RuleRow,
  seen,
  URL_OF_SHOP,
  without,
} from './seen.fixture.js';

const basic = { url: URL_OF_SHOP, method: 'GET', auth: 'basic' as const };
const failure = {
  at: '2026-01-31T11:59:30.000Z',
  reason: 'http_status',
  detail: 'Answered 502 Bad Gateway',
  httpStatus: 502,
  failedChecks: 2,
} as const;
const script = (trouble: 'status' | 'blocked' | 'pending', rest: object = {}) => ({
  url: 'https://shop.example/assets/app.77.js',
  resourceType: 'script',
  trouble,
  httpStatus: null,
  why: 'failed',
  ...rest,
});
const byTurns = (httpStatus: number) =>
  [true, false, true, true, false].map((isGood) => look('again', isGood ? {} : { isGood, httpStatus }));
const blank = aPage({ textCharacters: 0, visibleObjects: 0 });
const resources = [
  {
    resourceType: 'script',
    requests: 1,
    failed: 1,
    firstFailure: { url: 'https://shop.example/assets/app.77.js', why: '404' },
  },
];

const rows: RuleRow[] = [
  {
    of: 'Apache in front of a dead application',
    seen: {
      raw: answered(503, '<title>503 Service Unavailable</title><h1>Service Unavailable</h1>', {
        server: 'Apache/2.4.58',
      }),
    },
    sentence: 'Apache/2.4.58 at 192.0.2.1 answers 503 Service Unavailable in 25 ms',
  },
  {
    of: 'an error of the application that its page shows',
    seen: {
      raw: answered(
        500,
        '{"status":500,"error":"Internal Server Error","message":"connect ECONNREFUSED 10.0.0.9:5432"}',
      ),
    },
    sentence: /^192\.0\.2\.1 answers 500 Internal Server Error in 25 ms: connect ECONNREFUSED 10\.0\.0\.9:5432$/,
  },
  {
    of: 'maintenance in another language',
    seen: { raw: answered(503, '<title>Wartung</title><h1>Wir sind gleich zurück</h1>', { 'retry-after': '1800' }) },
    sentence:
      'A maintenance page stands in place of the site: 503 “Wir sind gleich zurück” (it asks to come again in 30 min)',
  },
  {
    of: 'a token that has expired',
    seen: {
      asked: { ...basic, auth: 'bearer' },
      raw: answered(401, '', {
        'www-authenticate': 'Bearer error="invalid_token", error_description="The access token expired"',
      }),
    },
    sentence: "The monitor's token is refused: 401 Unauthorized, Bearer, The access token expired",
  },
  {
    of: 'a login that was switched on',
    seen: { raw: answered(401, '', { 'www-authenticate': 'Basic realm="Staging"' }), lastGood: good() },
    sentence:
      'The page now asks for a login, and the monitor has none: 401 Unauthorized, Basic realm “Staging”; until 11:58 UTC it answered without',
  },
  {
    of: 'a firewall that only knows browsers',
    seen: { raw: answered(406, 'Not Acceptable'), secondLooks: [look('browserUserAgent')] },
    sentence: 'Only the check is blocked: 406 Not Acceptable for it, 200 for a browser’s user agent',
  },
  {
    of: 'a guard that cuts off whoever is no browser',
    seen: {
      raw: noAnswer('reset', '192.0.2.1:443 closed the connection without an answer'),
      secondLooks: [look('browserUserAgent')],
    },
    sentence: /^Only the check is blocked: .* for it, 200 for a browser’s user agent$/,
  },
  {
    of: 'HEAD that is not implemented',
    seen: { asked: { ...basic, auth: null, method: 'HEAD' }, raw: answered(501, ''), secondLooks: [look('get')] },
    sentence: 'HEAD is refused (501 Not Implemented), GET works: set the monitor to GET',
  },
  {
    of: 'one back end of several',
    seen: {
      raw: answered(502, 'Bad Gateway'),
      secondLooks: byTurns(502),
    },
    sentence: /^2 of 5 requests in a row answered 502 Bad Gateway, the others were fine/,
  },
  {
    of: 'one back end of several that turns away like a guard',
    seen: { raw: answered(503, 'Busy'), page: aPage(), secondLooks: [look('browserUserAgent'), ...byTurns(503)] },
    sentence: /^2 of 5 requests in a row answered 503 Service Unavailable, the others were fine/,
  },
  {
    of: 'one back end of several behind HEAD',
    seen: {
      asked: { ...basic, auth: null, method: 'HEAD' },
      raw: answered(500, ''),
      secondLooks: [look('get'), ...byTurns(500)],
    },
    sentence: /^2 of 5 requests in a row answered 500 Internal Server Error, the others were fine/,
  },
  {
    of: 'a blip',
    seen: { failure, page: aPage() },
    sentence:
      '2 checks failed from 11:59:30 UTC (502 Bad Gateway); a moment later a check and a browser are answered 200 again: a blip, or one of several back ends',
  },
  {
    of: 'a login behind a redirect of another host',
    seen: {
      raw: aRaw({
        outcome: {
          reason: 'assertion',
          detail: 'The body does not contain "Cart"',
          facts: { finalUrl: 'https://id.example/oauth2/authorize' },
        },
        body: '<title>Anmelden</title><form><input type="password"></form>',
      }),
    },
    sentence:
      'It redirects to a login page, https://id.example/oauth2/authorize (“Anmelden”); so the check fails: the body does not contain "Cart"',
  },
  {
    of: 'a page of blanks',
    seen: { raw: without('Cart', ' \n '), lastGood: good() },
    sentence:
      'The server answers 200 with an empty body: 3 bytes (until 11:58 UTC it had 4,000 bytes); so the check fails: the body does not contain "Cart"',
  },
  {
    of: 'another site under the name',
    seen: {
      raw: without('Cart', '<title>Casino</title><h1>Win now</h1>', {
        dnsAnswers: [{ address: '203.0.113.7', ipFamily: 4 }],
      }),
      lastGood: good(),
    },
    sentence:
      /^shop\.example now resolves to 203\.0\.113\.7 \(until 11:58 UTC it was 192\.0\.2\.1\): the title is “Casino” instead of “Shop”/,
  },
  {
    of: 'an error under a good status',
    seen: { raw: without('Cart', '<h1>Oops</h1><p>connect ETIMEDOUT 10.0.0.9:3306</p>') },
    sentence: /^The page is answered with 200, but shows an error: connect ETIMEDOUT 10\.0\.0\.9:3306/,
  },
  {
    of: 'a page that always was a login',
    seen: {
      raw: without('Cart', '<title>Sign in</title><h1>Welcome back</h1><input type="password">'),
      lastGood: good({
        visit: { recognisedAs: 'login', title: 'Sign in', heading: 'Welcome back', bodyHash: simHash('Welcome back') },
      }),
    },
    sentence:
      'Page answers, but an assertion fails: The body does not contain "Cart", although the page is otherwise as before',
  },
  {
    of: 'a blank page behind an assertion',
    seen: {
      raw: without('app.11.js', '<div id="root"></div><script src="/assets/app.77.js"></script>'),
      page: blank,
      resources,
      requests: [script('status', { httpStatus: 404, why: '404' })],
    },
    sentence:
      'Blank page: the main script /assets/app.77.js is answered 404 Not Found; so the check fails: the body does not contain "app.11.js"',
  },
  {
    of: 'a policy of the page that blocks its script',
    seen: { page: blank, resources, requests: [script('blocked', { blockedBy: 'CSP', why: 'csp' })] },
    sentence: "Blank page: the main script /assets/app.77.js is blocked by the page's Content-Security-Policy",
  },
  {
    of: 'a stylesheet of another site that holds everything up',
    seen: {
      page: aPage({ error: 'The page did not finish loading within 20 s', textCharacters: 0, visibleObjects: 0 }),
      requests: [
        script('pending', {
          resourceType: 'stylesheet',
          url: 'https://fonts.example.net/a.css',
          why: 'There was no answer',
        }),
      ],
    },
    sentence:
      'The stylesheet https://fonts.example.net/a.css of another site did not answer within 20 s and holds up the page, which stays blank',
  },
];

describe('causes in an answer and a page', () => {
  it.each(rows)('name $of', ({ seen: overrides, sentence }) => {
    const diagnosis = diagnose(seen(overrides));
    if (typeof sentence === 'string') expect(diagnosis.sentence).toBe(sentence);
    else expect(diagnosis.sentence).toMatch(sentence);
  });

  it.each([
    { of: 'HEAD', method: 'HEAD', httpStatus: 200, isUnread: false },
    ...[204, 205, 304].map((httpStatus) => ({ of: String(httpStatus), method: 'GET', httpStatus, isUnread: false })),
    { of: 'a body that was not read', method: 'GET', httpStatus: 200, isUnread: true },
  ])('never are an empty body where none is to be had: $of', ({ method, httpStatus, isUnread }) => {
    const raw = without('Cart', '');
    raw.outcome.httpStatus = httpStatus;
    if (isUnread) delete raw.outcome.facts.bodyBytes;
    const { sentence } = diagnose(seen({ raw, asked: { ...basic, method } }));
    expect(sentence).toBe('Page answers, but an assertion fails: The body does not contain "Cart"');
  });

  it('come with those that are less likely, and never with the word that all is well', () => {
    const { sentence, runnersUp } = diagnose(
      seen({ raw: answered(502, '<center>nginx/1.24.0</center>'), page: aPage({ httpStatus: 502 }), failure }),
    );
    expect(sentence).toMatch(/^nginx is up and answers 502/);
    expect(runnersUp?.map((one) => one.sentence)).toEqual([
      'nginx/1.24.0 at 192.0.2.1 answers 502 Bad Gateway in 25 ms',
    ]);
    for (const { category } of runnersUp ?? []) expect(category).not.toBe('healthy');
  });
});
