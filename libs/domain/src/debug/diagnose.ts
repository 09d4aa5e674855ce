import type {
  DebugEvidence,
  Diagnosis,
  DiagnosisCategory,
  FailureReason,
  RawCheck,
  VisitedPage,
} from '@wakeful/contracts';
import { recognise } from './signatures/recognise.js';

/** What a diagnosis is made from. */
export interface DiagnosisInput extends DebugEvidence {
  /** The browser could not even start, and why. */
  browserError: string | null;
}

type Rule = (input: DiagnosisInput) => Diagnosis | null;

const MAX_SENTENCE_CHARACTERS = 1_024;
const MAX_QUOTED_CHARACTERS = 200;
/** From here on an answer is an error. */
const FIRST_ERROR_STATUS = 400;

const say = (category: DiagnosisCategory, sentence: string): Diagnosis => ({
  category,
  sentence: sentence.slice(0, MAX_SENTENCE_CHARACTERS),
});

const shorten = (text: string): string =>
  text.length > MAX_QUOTED_CHARACTERS ? `${text.slice(0, MAX_QUOTED_CHARACTERS)}…` : text;

const milliseconds = (ms: number): string => (ms < 1 ? 'less than 1 ms' : `${Math.round(ms)} ms`);

/** The wire is told of with a word in front, unless the sentence says it already. */
const withTopic = (topic: string, sentence: string): string =>
  sentence.startsWith(`${topic}:`) ? sentence : `${topic}: ${sentence}`;

/** Failures that keep every client from an answer, not only a browser. */
const wireCategories: Partial<Record<FailureReason, DiagnosisCategory>> = {
  dns: 'dns',
  refused: 'connection',
  reset: 'connection',
  network: 'connection',
  timeout: 'timeout',
  tls: 'tls',
  blocked: 'blocked',
  too_many_redirects: 'redirects',
};
const topics: Partial<Record<DiagnosisCategory, string>> = {
  dns: 'DNS',
  connection: 'Connection',
  timeout: 'Timeout',
  tls: 'TLS',
  blocked: 'Egress policy',
  redirects: 'Redirects',
};

/** Only one of the two got in: that is what to know first, before what the other met. */
const onlyOneGotIn: Rule = ({ comparison, raw, page }) => {
  if (!comparison) return null;
  const reason = raw?.outcome.reason;
  const ofCheck = (reason && wireCategories[reason]) ?? 'http_status';
  if (comparison.answered === 'browser') return say(ofCheck, comparison.sentence);
  return page?.error ? null : say('http_status', comparison.sentence);
};

const wireFailure: Rule = ({ raw }) => {
  const category = raw?.outcome.reason && wireCategories[raw.outcome.reason];
  if (!raw || !category) return null;
  const sentence = raw.outcome.detail.replace(/^Blocked by the egress policy: /, '');
  const nxdomain = /^(\S+) does not exist \(NXDOMAIN\)$/.exec(sentence)?.[1];
  return say(category, nxdomain ? `DNS: NXDOMAIN for ${nxdomain}` : withTopic(topics[category] ?? '', sentence));
};

const isErrorStatus = (status: number | null | undefined): status is number =>
  status !== null && status !== undefined && status >= FIRST_ERROR_STATUS;

const mainDocument = ({
  httpStatus,
  address,
  waitMs,
}: Pick<VisitedPage, 'httpStatus' | 'address' | 'waitMs'>): string => {
  const from = address ? ` from ${address}` : '';
  return `Main document ${httpStatus}${from}${waitMs === null ? '' : ` in ${milliseconds(waitMs)}`}`;
};

/** The browser and the plain request may be answered differently, by turns or on purpose. */
const errorStatus: Rule = ({ page, raw }) => {
  const rawStatus = raw?.outcome.httpStatus;
  if (page && isErrorStatus(page.httpStatus)) {
    const differs = raw && rawStatus !== null && rawStatus !== page.httpStatus;
    return say(
      'http_status',
      mainDocument(page) + (differs ? `, while a plain request is answered with ${rawStatus}` : ''),
    );
  }
  if (!raw || raw.outcome.reason !== 'http_status') return null;
  const answered = mainDocument({
    httpStatus: rawStatus ?? null,
    address: raw.outcome.facts.address ?? null,
    waitMs: raw.outcome.timings.ttfbUs / 1_000,
  });
  if (page?.httpStatus && page.httpStatus !== rawStatus) {
    return say('http_status', `${answered}, while a browser is answered with ${page.httpStatus}`);
  }
  return say('http_status', isErrorStatus(rawStatus) ? answered : `${answered}: ${raw.outcome.detail}`);
};

/** A page that fails its check and is known: what it is says more than that it is wrong. */
const knownAnswer: Rule = ({ raw, page }) => {
  const reason = raw?.outcome.reason;
  if (!raw || (reason !== 'http_status' && reason !== 'assertion')) return null;
  // By turns one may get an error and the other the page.
  if (page?.httpStatus && page.httpStatus !== raw.outcome.httpStatus) return null;
  const known = recognise(raw);
  return known && say(reason, `${known.sentence} (status ${raw.outcome.httpStatus}). ${known.next}`);
};

const redirectLoop: Rule = ({ page }) =>
  page?.error === 'ERR_TOO_MANY_REDIRECTS'
    ? say('redirects', `Redirects: they never end; the last one leads to ${shorten(page.finalUrl)}`)
    : null;

const failedCheck: Rule = ({ raw }) => {
  if (raw?.outcome.reason === 'assertion')
    return say('assertion', `Page answers, but an assertion fails: ${raw.outcome.detail}`);
  if (raw?.outcome.reason === 'body_too_large')
    return say('assertion', `Page answers, but ${lowerFirst(raw.outcome.detail)}`);
  return null;
};

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const download: Rule = ({ page }) =>
  page?.isDownload ? say('download', 'The URL is a file to download, not a page; the browser stopped it') : null;

const hungPage: Rule = ({ page }) =>
  page?.isHung
    ? say('hung_page', "Page answers, but its JavaScript does not come to an end: the browser's tab does not respond")
    : null;

/** Only the browser fails, for a reason of its own. */
const navigationError: Rule = ({ page, raw }) => {
  if (!page?.error) return null;
  const plain = plainAnswer(raw);
  const timedOut = /within \d+ s$/.test(page.error);
  const certificate = /^ERR_(CERT|SSL)_/.test(page.error);
  const category: DiagnosisCategory = timedOut ? 'timeout' : certificate ? 'tls' : 'browser';
  return say(category, `The browser cannot open the page: ${page.error}${plain}`);
};

const plainAnswer = (raw: RawCheck | null): string =>
  raw?.outcome.httpStatus ? `, while a plain request is answered with ${raw.outcome.httpStatus}` : '';

const firstPageError = ({ console }: DiagnosisInput): string | null =>
  console.find(({ kind }) => kind === 'page-error')?.text ?? null;

const blankPage: Rule = (input) => {
  const { page } = input;
  if (!page || page.httpStatus === null) return null;
  if (page.textCharacters !== 0 || page.visibleObjects !== 0) return null;
  const error = firstPageError(input);
  if (error) return say('blank_page', `Blank page: JavaScript error ${shorten(error)}`);
  const failure = firstFailure(input);
  if (failure) return say('blank_page', `Blank page: ${failure}`);
  return say('blank_page', `Blank page: the main document is answered with ${page.httpStatus} and shows nothing`);
};

/** Scripts and styles first: without them a page does not work; an image more or less seldom matters. */
const importance = ['script', 'stylesheet', 'fetch', 'xhr', 'websocket', 'document', 'font', 'image'];
const names: Readonly<Record<string, string>> = {
  script: 'scripts',
  stylesheet: 'stylesheets',
  fetch: 'API calls',
  xhr: 'API calls',
  websocket: 'WebSockets',
  document: 'frames',
  font: 'fonts',
  image: 'images',
  media: 'media files',
};

function firstFailure({ resources }: DiagnosisInput): string | null {
  const rank = (type: string): number => (importance.includes(type) ? importance.indexOf(type) : importance.length);
  const [worst] = resources
    .filter(({ failed }) => failed > 0)
    .toSorted((a, b) => rank(a.resourceType) - rank(b.resourceType));
  if (!worst) return null;
  const { resourceType, requests, failed, firstFailure: first } = worst;
  const what = names[resourceType] ?? 'other requests';
  const count = `${failed} of ${requests} ${requests === 1 ? what.replace(/s$/, '') : what}`;
  const verb = failed === 1 && requests === 1 ? 'fails' : 'fail';
  return `${count} ${verb}${first ? `: first is ${shorten(first.url)} (${first.why})` : ''}`;
}

const failedResources: Rule = (input) => {
  const failure = firstFailure(input);
  return failure ? say('resources', `Page loads, but ${failure}`) : null;
};

const pageError: Rule = (input) => {
  const error = firstPageError(input);
  return error ? say('javascript', `Page loads, but its JavaScript fails: ${shorten(error)}`) : null;
};

const healthy: Rule = ({ page, resources }) => {
  if (!page || page.httpStatus === null) return null;
  const requests = resources.reduce((sum, { requests: count }) => sum + count, 0);
  const rest = requests === 0 ? '' : `, and so do all ${requests} of its other requests`;
  return say('healthy', `Page loads: ${lowerFirst(mainDocument(page))}${rest}`);
};

const checkFault: Rule = ({ raw, browserError }) => {
  if (browserError && raw?.outcome.status === 'up') {
    return say(
      'browser',
      `A plain request is answered with ${raw.outcome.httpStatus}; no browser could look: ${browserError}`,
    );
  }
  return browserError ? say('browser', `No browser could look: ${browserError}`) : null;
};

/** In this order: what keeps everybody out, what keeps browsers out, what is wrong with a page that opens. */
const rules: readonly Rule[] = [
  onlyOneGotIn,
  wireFailure,
  knownAnswer,
  errorStatus,
  redirectLoop,
  failedCheck,
  download,
  hungPage,
  navigationError,
  blankPage,
  failedResources,
  pageError,
  healthy,
  checkFault,
];

/** Says in one sentence what is wrong with a page, by the first rule that fits what was seen of it. Pure. */
export function diagnose(input: DiagnosisInput): Diagnosis {
  for (const rule of rules) {
    const diagnosis = rule(input);
    if (diagnosis) return diagnosis;
  }
  return say('unknown', 'What was seen of the page explains nothing');
}
