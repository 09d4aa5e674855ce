import type { ConsideredCause } from '@wakeful/contracts';
import { faultIn } from '../read-faults.js';
import { readHtml } from '../read-html.js';
import {
  type DiagnosisInput,
  headerOf,
  hostOf,
  isError,
  lastUrlOf,
  milliseconds,
  moved,
  movedWords,
  type Rule,
  shorten,
  statusWords,
  untilWords,
} from '../seen.js';
import { requestIdOf, retryAfter, serverWords, viaWords } from '../server-words.js';
import { recognise } from '../signatures/recognise.js';

/** Statuses by which servers and their guards turn away whoever does not look like a browser. */
const TURNED_AWAY = new Set([400, 401, 403, 404, 405, 406, 409, 418, 429, 444, 451, 499, 503]);
const METHOD_REFUSED = new Set([400, 403, 404, 405, 500, 501]);

/** The status with which the check was refused; null: it was not. */
const refusedWith = ({ raw }: DiagnosisInput): number | null =>
  raw?.outcome.reason === 'http_status' ? raw.outcome.httpStatus : null;

/** Asked again in the same way, the page came: how it is asked is not what fails. */
const cameAgain = ({ secondLooks = [] }: DiagnosisInput): boolean =>
  secondLooks.some(({ way, isGood }) => way === 'again' && isGood);
const look = ({ secondLooks = [] }: DiagnosisInput, wanted: string) => secondLooks.find(({ way }) => way === wanted);
const isPageFine = ({ page }: DiagnosisInput): boolean =>
  page !== null && page.error === null && page.httpStatus !== null && !isError(page.httpStatus);

/** What else an answer says of itself: its ids, its title, when to come again. */
function detailsOf({ raw }: DiagnosisInput, sentence: string, status: number): string {
  const fault = raw?.bodyText ? faultIn(raw.bodyText) : null;
  const parts = [
    sentence.includes(String(status)) ? null : statusWords(status),
    fault && !sentence.includes(fault) ? fault : null,
    requestIdOf(raw),
    retryWords(retryAfter(raw)),
  ].filter((part) => part !== null);
  return parts.length > 0 ? ` (${parts.join('; ')})` : '';
}
const retryWords = (after: string | null): string | null => after && `it asks to come again ${after}`;

const evidenceOf = ({ raw }: DiagnosisInput): string[] => {
  const { title, heading } = readHtml(raw?.bodyText ?? '');
  return [
    ...(raw?.outcome.detail ? [raw.outcome.detail] : []),
    ...(title || heading ? [`The page says “${shorten(title || heading, 120)}”`] : []),
    ...(headerOf(raw, 'server') ? [`Server: ${shorten(headerOf(raw, 'server') ?? '', 80)}`] : []),
    ...[viaWords(raw?.headers ?? [])].filter((words) => words !== null),
  ];
};

/** HEAD is what is wrong, not the page. */
const headRefused: Rule = (input) => {
  if (cameAgain(input)) return null;
  const status = refusedWith(input);
  if (input.asked.method !== 'HEAD' || status === null || !METHOD_REFUSED.has(status)) return null;
  const get = look(input, 'get');
  if (get ? !get.isGood : !isPageFine(input)) return null;
  const allow = headerOf(input.raw, 'allow');
  return {
    category: 'http_status',
    sentence: `HEAD is refused (${statusWords(status)}${allow ? `, Allow: ${shorten(allow, 60)}` : ''}), GET works: set the monitor to GET`,
    confidence: 97,
    evidence: [`GET is answered ${get?.httpStatus ?? input.page?.httpStatus}`],
    next: 'Set the method to GET: the server refuses HEAD, which this monitor asks with',
  };
};

/** The server wants to know who asks, and does not believe it or was not told. */
const credentialsRefused: Rule = (input) => {
  const { raw, asked, lastGood } = input;
  const status = refusedWith(input);
  if (!raw || (status !== 401 && status !== 407 && !(status === 403 && asked.auth !== null))) return null;
  const challenge = headerOf(raw, 'www-authenticate');
  const realm = /realm="?([^",]{1,80})/i.exec(challenge ?? '')?.[1];
  const scheme = /^\s*(\w+)/.exec(challenge ?? '')?.[1];
  const described = /error_description="([^"]{1,160})"/.exec(challenge ?? '')?.[1];
  const asks = [statusWords(status), scheme && realm ? `${scheme} realm “${realm}”` : scheme, described]
    .filter(Boolean)
    .join(', ');
  const without = look(input, 'noCredentials');
  if (without?.isGood) {
    return {
      category: 'http_status',
      sentence: `The monitor's own credentials keep it out: ${asks}; without them the page answers ${statusWords(without.httpStatus ?? 200)}`,
      confidence: 97,
      next: 'Take the credentials out of the monitor, or renew them',
    };
  }
  if (asked.auth !== null) {
    const what =
      asked.auth === 'basic' ? 'user name and password are' : asked.auth === 'bearer' ? 'token is' : 'credentials are';
    return {
      category: 'http_status',
      sentence: `The monitor's ${what} refused: ${asks}`,
      confidence: status === 403 ? 70 : 95,
      evidence: evidenceOf(input),
      next: 'Look whether they have expired or were changed; the site itself answers',
    };
  }
  const until = lastGood ? `; ${untilWords(lastGood, raw.startedAt)} it answered without` : '';
  return {
    category: 'http_status',
    sentence: `The page now asks for a login, and the monitor has none: ${asks}${until}`,
    confidence: isPageFine(input) ? 60 : 93,
    evidence: evidenceOf(input),
    next: 'Take the protection away if it was not meant, or give the monitor credentials',
  };
};

/** The site turns the check away and lets people in. */
const onlyCheckBlocked: Rule = (input) => {
  if (cameAgain(input)) return null;
  const status = refusedWith(input);
  const { raw, page, comparison } = input;
  const asBrowser = look(input, 'browserUserAgent');
  const isForAgent = asBrowser?.isGood === true;
  const isReset = raw?.outcome.reason === 'reset' || raw?.outcome.reason === 'timeout';
  if (!isPageFine(input) && !isForAgent) return null;
  if (!(status !== null && TURNED_AWAY.has(status)) && !(isReset && isForAgent)) return null;
  const met = status === null ? (raw?.outcome.detail ?? '') : statusWords(status);
  const who = isForAgent ? 'a browser’s user agent' : 'a browser';
  const known = raw && recognise(raw);
  return {
    category: status === null ? 'connection' : 'http_status',
    sentence: `Only the check is blocked: ${met} for it, ${asBrowser?.httpStatus ?? page?.httpStatus} for ${who}${known ? `. ${known.sentence}` : ''}`,
    confidence: 96,
    evidence: evidenceOf(input),
    next:
      known?.next ??
      comparison?.setting?.sentence ??
      'Let the checker through where the site is guarded against robots',
  };
};

/** An error page that is known says more than its status. */
const knownError: Rule = (input) => {
  const status = refusedWith(input);
  const { raw, page } = input;
  if (!raw || status === null) return null;
  // By turns one may get an error and the other the page.
  if (page?.httpStatus && page.httpStatus !== status && !isError(page.httpStatus)) return null;
  const known = recognise(raw);
  if (!known) return null;
  const { title, heading } = readHtml(raw.bodyText ?? '');
  const said = known.id.startsWith('maintenance') ? heading || title : '';
  const sentence = said ? `${known.sentence}: ${status} “${shorten(said, 120)}”` : known.sentence;
  return {
    category: 'http_status',
    sentence: `${sentence}${detailsOf(input, sentence, status)}`,
    confidence: known.confidence ?? 92,
    evidence: evidenceOf(input),
    next: known.next,
  };
};

/** Who says 503 and when to come again, without a sign of a fault, is down on purpose. */
const plannedPause: Rule = (input) => {
  const { raw } = input;
  if (refusedWith(input) !== 503 || !raw) return null;
  const after = retryAfter(raw);
  const { title, heading, text } = readHtml(raw.bodyText ?? '');
  const isSaid =
    /maint[ea]n|wartung|mantenimiento|manutenç|upgrad|be (?:right )?back|back (?:soon|shortly|online)|en travaux/i.test(
      `${title} ${heading} ${text.slice(0, 500)}`,
    );
  if (!isSaid || recognise(raw)?.id.startsWith('maintenance')) return null;
  const words = heading || title || text.slice(0, 100);
  return {
    category: 'http_status',
    sentence: `A maintenance page stands in place of the site: 503 “${shorten(words, 120)}”${after ? ` (it asks to come again ${after})` : ''}`,
    confidence: 90,
    evidence: evidenceOf(input),
    next: 'Ask whether it is planned; a maintenance window keeps such outages quiet',
  };
};

/** What a server answered, as the server, the status and what the page shows of the fault say it. */
const errorAnswer: Rule = (input) => {
  const { raw, page } = input;
  const status = refusedWith(input);
  const ofPage = page && isError(page.httpStatus) ? page.httpStatus : null;
  if (status === null && ofPage === null) return null;
  const address = raw?.outcome.facts.address ?? page?.address ?? null;
  if (status !== null && isError(status)) {
    const who = serverWords(raw, address);
    const { ttfbUs, totalUs } = raw?.outcome.timings ?? { ttfbUs: 0, totalUs: 0 };
    const took = totalUs === 0 ? '' : ` in ${milliseconds(ttfbUs / 1_000)}`;
    const fault = raw?.bodyText ? faultIn(raw.bodyText) : null;
    const other =
      page?.httpStatus && page.httpStatus !== status ? `, while a browser is answered with ${page.httpStatus}` : '';
    const ids = [requestIdOf(raw), retryWords(retryAfter(raw))].filter((part) => part !== null);
    const move = moved(input);
    const sentence = `${who} answers ${statusWords(status)}${took}${fault ? `: ${fault}` : ''}${ids.length > 0 ? ` (${ids.join('; ')})` : ''}${other}`;
    return {
      category: 'http_status',
      sentence: move ? `${movedWords(move)}; ${sentence}` : sentence,
      confidence: move ? 94 : fault ? 86 : 82,
      evidence: evidenceOf(input),
      next: nextOf(status),
    };
  }
  if (status !== null) {
    return {
      category: 'http_status',
      sentence: `${serverWords(raw, address)} answers ${statusWords(status)}, which is not what the monitor expects: ${raw?.outcome.detail}`,
      confidence: 82,
      next: 'Look whether the expected status of the monitor is still right',
    };
  }
  const plain = raw?.outcome.httpStatus ? `, while a plain request is answered with ${raw.outcome.httpStatus}` : '';
  return {
    category: 'http_status',
    sentence: `${page?.address ?? 'The server'} answers a browser with ${statusWords(ofPage ?? 0)}${plain}`,
    confidence: 84,
    evidence: page?.title ? [`The page says “${shorten(page.title, 120)}”`] : [],
  };
};

function nextOf(status: number): string {
  if (status === 404 || status === 410) return 'Look whether the page was moved, and what was deployed last';
  if (status === 429) return "Let the checker's addresses through where requests are limited, or check less often";
  if (status === 403) return 'Look who refuses it: the server, a firewall before it, or the application';
  if (status === 502 || status === 503 || status === 504)
    return 'Look whether the application behind the server runs and answers';
  return status >= 500 ? 'Look into the log of the application at this moment' : 'Look at what the monitor asks for';
}

/** Some of the same requests are answered well, others not: one of several servers, or an overload. */
const byTurns: Rule = (input) => {
  const again = input.secondLooks?.filter(({ way }) => way === 'again') ?? [];
  const bad = again.filter(({ isGood }) => !isGood);
  const [first] = bad;
  if (!first || bad.length === again.length) return null;
  const met = first.httpStatus === null ? first.detail : `answered ${statusWords(first.httpStatus)}`;
  return {
    category: first.httpStatus === null ? 'connection' : 'http_status',
    sentence: `${bad.length} of ${again.length} requests in a row ${met}, the others were fine: one of several back ends is broken, or the site is overloaded`,
    confidence: 96,
    evidence: again.map(
      (one) => `${one.address ?? hostOf(lastUrlOf(input))}: ${one.isGood ? 'fine' : (one.httpStatus ?? one.detail)}`,
    ),
    next: 'Look at each server behind the load balancer alone',
  };
};

/** Checks failed, and now all is well. */
const blip: Rule = (input) => {
  const { failure, raw, page } = input;
  if (!failure || raw?.outcome.status !== 'up') return null;
  if (page && (page.error !== null || isError(page.httpStatus))) return null;
  const times = failure.failedChecks === 1 ? 'A check' : `${failure.failedChecks} checks`;
  const met =
    failure.httpStatus === null || failure.reason === 'assertion'
      ? failure.detail
      : `${statusWords(failure.httpStatus)}`;
  const who = page ? 'a check and a browser are answered' : 'a check is answered';
  return {
    category: categoryOf(failure.reason),
    sentence: `${times} failed from ${failure.at.slice(11, 19)} UTC (${shorten(met)}); a moment later ${who} ${raw.outcome.httpStatus} again: a blip, or one of several back ends`,
    confidence: 75,
    evidence: [failure.detail],
    next: 'Look into the log of that moment: a restart, a deployment, a back end of several',
  };
};

const categoryOf = (reason: NonNullable<DiagnosisInput['failure']>['reason']): ConsideredCause['category'] => {
  if (
    reason === 'dns' ||
    reason === 'tls' ||
    reason === 'timeout' ||
    reason === 'assertion' ||
    reason === 'http_status'
  )
    return reason;
  return reason === 'refused' || reason === 'reset' || reason === 'network' ? 'connection' : 'unknown';
};

/** Statuses and who answers with them. */
export const answerRules: readonly Rule[] = [
  headRefused,
  credentialsRefused,
  onlyCheckBlocked,
  knownError,
  plannedPause,
  errorAnswer,
  byTurns,
  blip,
];
