import type { ResourceSummary, TroubledRequest } from '@wakeful/contracts';
import { type DiagnosisInput, hostOf, isError, type Rule, shorten, statusWords } from '../seen.js';
import { soWords } from './content-rules.js';

const SECOND_LEVEL = /^(?:com?|org|net|gov|edu|ac)$/;
/** The part of a host name that one owner has, roughly: its last two labels, or three where the second is "co" and the like. */
function siteOf(url: string): string {
  const labels = hostOf(url).split('.');
  return labels.slice(SECOND_LEVEL.test(labels.at(-2) ?? '') ? -3 : -2).join('.');
}

const isOfOtherSite = ({ page, asked }: DiagnosisInput, url: string): boolean => {
  const own = [asked.url, page?.finalUrl ?? asked.url];
  return !own.some((one) => siteOf(one) === siteOf(url));
};

/** The path of what is the page's own, the whole address of what is another's. */
function shown(input: DiagnosisInput, url: string): string {
  const own = input.page?.finalUrl ?? input.asked.url;
  const isOwn = URL.canParse(url) && URL.canParse(own) && new URL(url).origin === new URL(own).origin;
  return shorten(isOwn ? new URL(url).pathname : url);
}

const kinds: Readonly<Record<string, string>> = {
  script: 'script',
  stylesheet: 'stylesheet',
  fetch: 'API call',
  xhr: 'API call',
  websocket: 'WebSocket',
  eventsource: 'event stream',
  document: 'frame',
  font: 'font',
  image: 'image',
  media: 'media file',
};
const kindOf = ({ resourceType }: { resourceType: string }): string => kinds[resourceType] ?? 'request';

/** What became of a request, behind its address. */
function fate({ trouble, httpStatus, why, blockedBy }: TroubledRequest): string {
  if (trouble === 'status') return `is answered ${statusWords(httpStatus ?? 0)}`;
  if (trouble === 'pending') return 'does not answer';
  if (trouble === 'error') return `fails: ${why}`;
  if (blockedBy === 'mixed content')
    return 'is blocked as mixed content: it is asked for over http by a page that came over https';
  if (blockedBy === 'CSP') return "is blocked by the page's Content-Security-Policy";
  if (blockedBy === 'CORS') return 'is blocked by CORS: its server does not allow this page to read it';
  if (blockedBy === 'wrong content type')
    return `is refused by the browser: it does not come as what it should be${httpStatus ? ` (${statusWords(httpStatus)})` : ''}`;
  return `is blocked by the browser (${why})`;
}

/** What without which pages do not work comes first; an image more or less seldom matters. */
const IMPORTANCE = ['script', 'stylesheet', 'fetch', 'xhr', 'websocket', 'eventsource', 'document', 'font', 'image'];
const rank = (type: string): number => (IMPORTANCE.includes(type) ? IMPORTANCE.indexOf(type) : IMPORTANCE.length);

const troubles = ({ requests = [] }: DiagnosisInput): TroubledRequest[] =>
  requests.toSorted((one, other) => rank(one.resourceType) - rank(other.resourceType));

const nextOf = ({ trouble, blockedBy, httpStatus }: TroubledRequest): string => {
  if (blockedBy === 'mixed content') return 'Ask for it over https';
  if (blockedBy === 'CSP') return 'Add its host to the Content-Security-Policy, or take it out of the page';
  if (blockedBy === 'CORS') return 'Let its server send Access-Control-Allow-Origin for this page';
  if (httpStatus === 404)
    return 'Look at the last deployment: the page asks for a file that is not there, or an old page is still cached';
  if (trouble === 'pending') return 'Load it with async or defer, or without it: the page waits for it';
  return 'Look at the server of this address';
};

/** The page as a person sees it is empty. */
const isBlank = ({ page }: DiagnosisInput): boolean =>
  page !== null && page.httpStatus !== null && page.textCharacters === 0 && page.visibleObjects === 0;

const pageErrors = ({ console }: DiagnosisInput): string[] =>
  console.filter(({ kind }) => kind === 'page-error').map(({ text }) => text);

/** A program that was not loaded fails in others: the first cause is the missing file. */
const blankPage: Rule = (input) => {
  const { page, raw } = input;
  if (!page || !isBlank(input) || isError(page.httpStatus) || page.isHung) return null;
  const [error] = pageErrors(input);
  const culprit = troubles(input).find(
    ({ resourceType, trouble }) =>
      ['script', 'fetch', 'xhr'].includes(resourceType) && (trouble !== 'pending' || page.error === null),
  );
  const confidence = raw?.bodyBytes === 0 ? 50 : 93;
  if (culprit) {
    const { resourceType } = culprit;
    const which =
      resourceType === 'script' ? (isOnlyScript(input) ? 'the main script' : 'the script') : `the ${kindOf(culprit)}`;
    return {
      category: 'blank_page',
      sentence: `Blank page: ${which} ${shown(input, culprit.url)} ${fate(culprit)}${soWords(input)}`,
      confidence: confidence + (error ? 0 : 1),
      evidence: [culprit.why, ...(error ? [`JavaScript error: ${shorten(error)}`] : [])],
      next: nextOf(culprit),
    };
  }
  if (error) {
    return {
      category: 'blank_page',
      sentence: `Blank page: JavaScript error ${shorten(error)}${soWords(input)}`,
      confidence,
      evidence: pageErrors(input)
        .slice(1, 4)
        .map((text) => shorten(text)),
      next: 'Look at the last deployment of the page and at what its scripts are configured with',
    };
  }
  const failure = firstFailure(input.resources);
  const what = failure
    ? `${failure.count}: first is ${shorten(failure.url)} (${failure.why})`
    : `the main document is answered with ${page.httpStatus} and shows nothing`;
  return {
    category: 'blank_page',
    sentence: `Blank page: ${what}${soWords(input)}`,
    confidence: failure ? confidence : 70,
  };
};

const isOnlyScript = ({ resources }: DiagnosisInput): boolean =>
  resources.find(({ resourceType }) => resourceType === 'script')?.requests === 1;

const plural = (kind: string, number: number): string => (number === 1 ? kind : `${kind}s`);

function firstFailure(
  resources: readonly ResourceSummary[],
): { count: string; url: string; why: string; type: string } | null {
  const [worst] = resources
    .filter(({ failed }) => failed > 0)
    .toSorted((one, other) => rank(one.resourceType) - rank(other.resourceType));
  if (!worst) return null;
  const { resourceType, requests, failed, firstFailure: first } = worst;
  const verb = failed === 1 && requests === 1 ? 'fails' : 'fail';
  const words = `${failed} of ${requests} ${plural(kindOf(worst), requests)} ${verb}`;
  return { count: words, url: first?.url ?? '', why: first?.why ?? 'failed', type: resourceType };
}

/** A page that opens, and of which something does not work. */
const partsFail: Rule = (input) => {
  const { page, raw } = input;
  if (!page || page.httpStatus === null || isError(page.httpStatus) || isBlank(input)) return null;
  const failure = firstFailure(input.resources);
  if (!failure) return null;
  const worst = troubles(input).find(({ url, trouble }) => url === failure.url && trouble !== 'pending');
  const blocked =
    worst?.trouble === 'blocked'
      ? `: ${shown(input, worst.url)} ${fate(worst)}`
      : `: first is ${shorten(failure.url)} (${failure.why})`;
  const isWeighty = rank(failure.type) < IMPORTANCE.indexOf('document');
  const isCause = raw?.outcome.reason === 'assertion';
  return {
    category: 'resources',
    sentence: `Page loads, but ${failure.count}${blocked}${isCause && isWeighty ? soWords(input) : ''}`,
    confidence: isWeighty ? 78 : 40,
    evidence: troubles(input)
      .slice(0, 5)
      .map((one) => `${kindOf(one)} ${shown(input, one.url)} ${fate(one)}`),
    next: worst ? nextOf(worst) : null,
  };
};

/** Something that a page must have before it is shown does not come. */
const heldUp: Rule = (input) => {
  const { page, raw } = input;
  const limit = /did not finish loading within (\d+) s/.exec(page?.error ?? '')?.[1];
  if (!page || limit === undefined) return null;
  const pending = troubles(input).filter(({ trouble }) => trouble === 'pending');
  const culprit =
    pending.find(({ resourceType }) => resourceType === 'script' || resourceType === 'stylesheet') ?? pending[0];
  const plain = raw?.outcome.httpStatus ? ` while a plain request is answered with ${raw.outcome.httpStatus}` : '';
  if (!culprit) {
    return {
      category: 'timeout',
      sentence: `The browser cannot open the page: ${page.error}${plain ? `,${plain}` : ''}`,
      confidence: 75,
    };
  }
  const whose = isOfOtherSite(input, culprit.url) ? ' of another site' : '';
  const isBlocking = culprit.resourceType === 'script' || culprit.resourceType === 'stylesheet';
  return {
    category: 'timeout',
    sentence: `The ${kindOf(culprit)} ${shown(input, culprit.url)}${whose} did not answer within ${limit} s and holds up the page${isBlocking && isBlank(input) ? ', which stays blank' : ''}${soWords(input)}`,
    confidence: isBlocking ? 96 : 85,
    evidence: [
      String(page.error),
      ...pending.slice(1, 5).map((one) => `${kindOf(one)} ${shown(input, one.url)} did not answer either`),
    ],
    next: nextOf(culprit),
  };
};

const hungPage: Rule = (input) =>
  input.page?.isHung
    ? {
        category: 'hung_page',
        sentence: `Page answers, but its JavaScript does not come to an end: the browser's tab does not respond${soWords(input)}`,
        confidence: 92,
        next: 'Look for an endless loop in the scripts that were deployed last',
      }
    : null;

/** Scripts fail on a page that shows something. */
const scriptFails: Rule = (input) => {
  const { page } = input;
  const [error] = pageErrors(input);
  if (!page || page.httpStatus === null || isError(page.httpStatus) || !error || isBlank(input)) return null;
  return {
    category: 'javascript',
    sentence: `Page loads, but its JavaScript fails: ${shorten(error)}`,
    confidence: 55,
    evidence: input.console
      .filter(({ kind }) => kind === 'page-error')
      .map(({ source }) => source ?? '')
      .filter(Boolean)
      .slice(0, 3),
  };
};

const download: Rule = ({ page }) =>
  page?.isDownload
    ? {
        category: 'download',
        sentence: 'The URL is a file to download, not a page; the browser stopped it',
        confidence: 58,
      }
    : null;

/** Only the browser fails, for a reason of its own. */
const browserCannotOpen: Rule = ({ page, raw }) => {
  if (!page?.error || /did not finish loading/.test(page.error)) return null;
  const plain = raw?.outcome.httpStatus ? `, while a plain request is answered with ${raw.outcome.httpStatus}` : '';
  return {
    category: /within \d+ s$/.test(page.error) ? 'timeout' : 'browser',
    sentence: `The browser cannot open the page: ${page.error}${plain}`,
    confidence: raw?.outcome.reason ? 50 : 76,
    evidence: [page.error],
  };
};

/** What only a browser can see. */
export const pageRules: readonly Rule[] = [
  heldUp,
  hungPage,
  blankPage,
  partsFail,
  scriptFails,
  download,
  browserCannotOpen,
];
