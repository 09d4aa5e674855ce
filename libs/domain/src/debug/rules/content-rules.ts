import type { GoodVisit } from '@wakeful/contracts';
import { badPartsIn, faultIn } from '../read-faults.js';
import { readHtml } from '../read-html.js';
import {
  count,
  type DiagnosisInput,
  hostOf,
  isError,
  lastUrlOf,
  lowerFirst,
  moved,
  movedWords,
  type Rule,
  shorten,
  untilWords,
} from '../seen.js';
import { serverWords } from '../server-words.js';
import { recognise } from '../signatures/recognise.js';
import { simHash, simHashDistance } from '../sim-hash.js';

/** Texts of which so few of 64 bits differ are the same page with other news on it. */
const SAME_PAGE_BITS = 8;
const LOGIN_PATH =
  /(?:^|[/._-])(?:log-?in|sign-?in|sso|auth(?:orize|n)?|oauth2?|saml2?|session(?:s)?\/new|account\/login|cas)(?:$|[/._?-])/i;
const LOGIN_WORDS =
  /\b(?:log|sign)[ -]?(?:in|on)\b|single sign|anmeld|einloggen|iniciar sesi|se connecter|connexion|accedi|inloggen/i;

/** The check got an answer with the right status, and an assertion about it fails. */
const failsAssertion = ({ raw }: DiagnosisInput): boolean => raw?.outcome.reason === 'assertion';

const wordsOf = ({ raw }: DiagnosisInput) => readHtml(raw?.bodyText ?? '');

/** The page is in essence what it was while it was well. */
function isSamePage({ raw, lastGood }: DiagnosisInput): boolean {
  const good = lastGood?.visit;
  if (!good?.bodyHash || !raw?.bodyText) return false;
  return simHashDistance(good.bodyHash, simHash(readHtml(raw.bodyText).text)) <= SAME_PAGE_BITS;
}

/** ", so "Add to cart" is missing": what the check finds as its consequence. */
export const soWords = ({ raw }: DiagnosisInput): string =>
  raw?.outcome.reason === 'assertion' ? `; so the check fails: ${lowerFirst(shorten(raw.outcome.detail, 160))}` : '';

const beforeWords = (input: DiagnosisInput, words: (good: GoodVisit) => string | null): string => {
  const good = input.lastGood?.visit;
  const said = good && input.lastGood && input.raw ? words(good) : null;
  return said && input.lastGood && input.raw ? ` (${untilWords(input.lastGood, input.raw.startedAt)} ${said})` : '';
};

/** Answers that never have a body (RFC 9110, 15.3.5, 15.3.6 and 15.4.5). */
const BODILESS = new Set([204, 205, 304]);

/** Nothing came that could hold what is looked for. */
const emptyBody: Rule = (input) => {
  const { raw, asked } = input;
  if (!raw || !failsAssertion(input) || raw.outcome.httpStatus === null) return null;
  const isRead = raw.outcome.facts.bodyBytes !== undefined;
  if (!isRead || asked.method === 'HEAD' || BODILESS.has(raw.outcome.httpStatus)) return null;
  const text = wordsOf(input).text;
  const isEmpty = raw.bodyBytes === 0;
  const isBlank = !isEmpty && raw.bodyText !== null && raw.bodyText.trim() === '';
  if (
    !isEmpty &&
    !isBlank &&
    !(
      text === '' &&
      raw.bodyBytes < 100 &&
      /^\s*</.test(raw.bodyText ?? '') &&
      !/<(?:script|img|i?frame|object|embed|svg|canvas|video|form|input|meta|link)\b/i.test(raw.bodyText ?? '')
    )
  )
    return null;
  const before = beforeWords(input, ({ bodyBytes }) => `it had ${count(bodyBytes)} bytes`);
  return {
    category: 'assertion',
    sentence: `The server answers ${raw.outcome.httpStatus} with an empty body: ${count(raw.bodyBytes)} bytes${before}${soWords(input)}`,
    confidence: 96,
    evidence: [raw.outcome.detail],
    next: 'Look whether the application ended before it wrote: a fatal error, a full disk, an empty file',
  };
};

/** Who asks for the page is sent to log in. */
const sentToLogin: Rule = (input) => {
  const { raw, page, asked } = input;
  const fails = failsAssertion(input) || (raw?.outcome.reason === 'http_status' && !isError(raw.outcome.httpStatus));
  if (!raw || !fails) return null;
  const rawUrl = lastUrlOf(input);
  const url = page?.error === null && page.finalUrl !== asked.url ? page.finalUrl : rawUrl;
  const { title, heading } = wordsOf(input);
  const name = page?.title || title || heading;
  const target = URL.canParse(url) ? new URL(url) : null;
  if (!target || !URL.canParse(asked.url)) return null;
  const from = new URL(asked.url);
  const hasMoved = target.origin !== from.origin || target.pathname !== from.pathname;
  const location = raw.headers.find(({ name: header }) => header.toLowerCase() === 'location')?.value ?? '';
  const isLogin = [
    LOGIN_PATH.test(target.pathname) || LOGIN_PATH.test(location.replace(/[?#].*$/, '')),
    LOGIN_WORDS.test(`${page?.title ?? ''} ${title} ${heading}`),
    /<input[^>]{1,300}type=["']?password/i.test(raw.bodyText ?? ''),
  ].filter(Boolean).length;
  const good = input.lastGood?.check?.finalUrl ?? input.lastGood?.visit?.finalUrl;
  const wasThere =
    good !== undefined &&
    good !== null &&
    good !== '' &&
    good.replace(/[?#].*$/, '') === `${target.origin}${target.pathname}`;
  if (!hasMoved || isLogin === 0 || wasThere) return null;
  const where = target.origin === from.origin ? target.pathname : `${target.origin}${target.pathname}`;
  return {
    category: 'assertion',
    sentence: `It redirects to a login page, ${where}${name ? ` (“${shorten(name, 100)}”)` : ''}${soWords(input)}`,
    confidence: isLogin > 1 ? 96 : 88,
    evidence: [raw.outcome.detail],
    next: 'Look whether the page was put behind a login, and whether the session or the credentials of the monitor are still good',
  };
};

/** The page is known, and is not the one that should stand there. */
const knownPage: Rule = (input) => {
  const { raw, page, lastGood } = input;
  if (!raw || !failsAssertion(input)) return null;
  if (page?.httpStatus && page.httpStatus !== raw.outcome.httpStatus) return null;
  const known = recognise(raw);
  if (!known || lastGood?.visit?.recognisedAs === known.id) return null;
  const confidence = known.confidence ?? 94;
  const { title, heading } = wordsOf(input);
  const fault = faultIn(raw.bodyText ?? '');
  const said = fault ?? (title || heading);
  const move = moved(input);
  const sentence = `${known.sentence}: ${raw.outcome.httpStatus}${said ? ` “${shorten(said, 160)}”` : ''}`;
  return {
    category: 'assertion',
    sentence: move ? `${sentence}; ${movedWords(move)}` : sentence,
    confidence: isSamePage(input) ? 40 : confidence,
    evidence: [raw.outcome.detail, ...(title ? [`The title is “${shorten(title, 120)}”`] : [])],
    next: known.next,
  };
};

/** The page itself says what is broken: an error under a good status. */
const faultOnPage: Rule = (input) => {
  const { raw } = input;
  if (!raw?.bodyText || !failsAssertion(input)) return null;
  const isJson = badPartsIn(raw.bodyText);
  if (isJson.length > 0) {
    return {
      category: 'assertion',
      sentence: `${shorten(raw.outcome.detail, 300)}; what is bad: ${isJson.join('; ')}`,
      confidence: 95,
      evidence: isJson,
      next: 'Look at the part that is bad: the endpoint reports it itself',
    };
  }
  const fault = /^\s*[[{]/.test(raw.bodyText) || isSamePage(input) ? null : faultIn(raw.bodyText);
  if (!fault) return null;
  return {
    category: 'assertion',
    sentence: `The page is answered with ${raw.outcome.httpStatus}, but shows an error: ${fault}${soWords(input)}`,
    confidence: 88,
    evidence: [raw.outcome.detail],
    next: 'Look into the log of the application; it should not answer an error with a good status',
  };
};

/** Another page than before, which nothing is known of. */
const otherPage: Rule = (input) => {
  const { raw, lastGood } = input;
  const good = lastGood?.visit;
  if (!raw || !good || !failsAssertion(input) || isSamePage(input)) return null;
  const { title, heading } = wordsOf(input);
  const move = moved(input);
  const words: string[] = [];
  if (title !== '' && title !== good.title && good.title !== '')
    words.push(`the title is “${shorten(title, 100)}” instead of “${shorten(good.title, 100)}”`);
  else if (heading !== '' && heading !== good.heading && good.heading !== '')
    words.push(`its heading is “${shorten(heading, 100)}” instead of “${shorten(good.heading, 100)}”`);
  const ratio = good.bodyBytes === 0 ? 1 : raw.bodyBytes / good.bodyBytes;
  if (ratio < 0.5 || ratio > 2) words.push(`it has ${count(raw.bodyBytes)} bytes instead of ${count(good.bodyBytes)}`);
  const server = good.headers.find(({ name }) => name === 'server')?.value;
  const now = raw.headers.find(({ name }) => name.toLowerCase() === 'server')?.value;
  if (server && now && server !== now)
    words.push(`it comes from ${shorten(now, 60)} instead of ${shorten(server, 60)}`);
  if (words.length === 0 && !move) return null;
  const cause = move ? movedWords(move) : 'Another page answers than before';
  return {
    category: 'assertion',
    sentence: `${cause}${words.length > 0 ? `: ${words.join(', ')}` : ''}${soWords(input)}`,
    confidence: move ? 84 : 80,
    evidence: [
      raw.outcome.detail,
      `${serverWords(raw, raw.outcome.facts.address ?? null)} answers ${raw.outcome.httpStatus}`,
    ],
    next: 'Look at what was deployed or changed last',
  };
};

/** The check asks for something that does not hold, and no more is known. */
const assertionFails: Rule = (input) => {
  const { raw } = input;
  if (!raw || !failsAssertion(input)) return null;
  const { title } = wordsOf(input);
  const same = isSamePage(input) ? ', although the page is otherwise as before' : '';
  return {
    category: 'assertion',
    sentence: `Page answers, but an assertion fails: ${raw.outcome.detail}${same}`,
    confidence: 60,
    evidence: title ? [`The title is “${shorten(title, 120)}”`] : [],
    next: 'Look whether the page has changed on purpose; then change the assertion',
  };
};

const tooLarge: Rule = (input) => {
  const { raw, lastGood } = input;
  if (raw?.outcome.reason !== 'body_too_large') return null;
  const usual = lastGood?.visit
    ? `; ${untilWords(lastGood, raw.startedAt)} it had ${count(lastGood.visit.bodyBytes)} bytes`
    : '';
  const real = raw.headers.find(({ name }) => name.toLowerCase() === 'content-length')?.value;
  const size = real && /^\d{1,15}$/.test(real) ? ` (it announces ${count(Number(real))} bytes)` : '';
  return {
    category: 'assertion',
    sentence: `Page answers, but ${lowerFirst(raw.outcome.detail)}${size}${usual}`,
    confidence: 93,
    evidence: [`${hostOf(lastUrlOf(input))} answers ${raw.outcome.httpStatus}`],
    next: 'Look what made the page grow, or allow it more',
  };
};

/** What an answer with the right status holds. */
export const contentRules: readonly Rule[] = [
  emptyBody,
  sentToLogin,
  knownPage,
  faultOnPage,
  otherPage,
  assertionFails,
  tooLarge,
];
