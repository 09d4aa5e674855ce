import type { GapSetting, HeaderField, RawCheck, VisitComparison, VisitedPage } from '@wakeful/contracts';

const FIRST_ERROR_STATUS = 400;
const MAX_SENTENCE_CHARACTERS = 1_024;
const MAX_VALUE_CHARACTERS = 512;
/** Statuses by which servers and their guards turn away who does not look like a browser. */
const TURNED_AWAY = new Set([401, 403, 406, 409, 418, 429, 444, 451, 499, 503]);
const METHOD_REFUSED = new Set([400, 403, 404, 405, 500, 501]);
/** Headers by which a browser is known, and which a check does not send unless its settings say so. */
const TELLING_HEADERS = [
  'accept',
  'accept-language',
  'cookie',
  'referer',
  'sec-fetch-site',
  'upgrade-insecure-requests',
];

/** What was seen of one page at the same time by a plain request, made as the checks make it, and by a browser. */
export interface BothVisits {
  raw: RawCheck | null;
  page: VisitedPage | null;
  /** How the check asks. */
  request: { method: string; userAgent: string; headerNames: readonly string[]; ipFamily: string };
  /** How the browser asked for the main document, and got it; null: not known. */
  browser: { method: string; headers: readonly HeaderField[]; protocol: string | null } | null;
}

type Difference = VisitComparison['differences'][number];

const isFine = (status: number | null): boolean => status !== null && status < FIRST_ERROR_STATUS;

const cut = (text: string): string => (text.length > MAX_VALUE_CHARACTERS ? `${text.slice(0, 511)}…` : text);

const headerOf = (headers: readonly HeaderField[], wanted: string): string | null =>
  headers.find(({ name }) => name.toLowerCase() === wanted)?.value ?? null;

/** HTTP/1.1 is "HTTP/1.1" to a check and "http/1.1" or "h2" to a browser. */
function protocolName(protocol: string | null | undefined): string | null {
  if (!protocol) return null;
  if (/^h[23]$/i.test(protocol)) return `HTTP/${protocol.slice(1)}`;
  return `HTTP/${protocol.replace(/^http\//i, '')}`;
}

const answerOf = (status: number | null, otherwise: string): string => (status === null ? otherwise : String(status));

function differencesOf({ raw, page, request, browser }: BothVisits): Difference[] {
  const { outcome } = raw ?? {};
  const found: [what: string, check: string | null, browser: string | null][] = [
    [
      'Answer',
      answerOf(outcome?.httpStatus ?? null, outcome?.reason ?? 'none'),
      answerOf(page?.httpStatus ?? null, page?.error ?? 'none'),
    ],
    ['Address', outcome?.facts.address ?? null, page?.address ?? null],
    ['Protocol', protocolName(outcome?.facts.httpVersion), protocolName(browser?.protocol)],
    ['Method', request.method, browser?.method ?? null],
    ['User agent', request.userAgent, headerOf(browser?.headers ?? [], 'user-agent')],
    [
      'Last address of the redirects',
      outcome?.facts.finalUrl ?? null,
      outcome?.facts.finalUrl ? (page?.finalUrl ?? null) : null,
    ],
  ];
  const sent = new Set(request.headerNames.map((name) => name.toLowerCase()));
  for (const name of TELLING_HEADERS) {
    const value = headerOf(browser?.headers ?? [], name);
    if (value !== null && !sent.has(name))
      found.push([`Header ${name}`, name === 'accept' ? '*/*' : 'not sent', value]);
  }
  return found.flatMap(([what, check, seen]) =>
    check !== null && seen !== null && check !== seen ? [{ what, check: cut(check), browser: cut(seen) }] : [],
  );
}

/** The setting by which a check would come through as the browser did, by what the check met. The first that fits. */
function settingFor({ raw, page, request, browser }: BothVisits): GapSetting | null {
  if (!raw || !page) return null;
  const { reason, httpStatus, facts, timings } = raw.outcome;
  if (request.method === 'HEAD' && METHOD_REFUSED.has(httpStatus ?? 0)) {
    return {
      field: 'method',
      sentence: 'Set the method to GET: the server refuses HEAD, which this monitor asks with.',
    };
  }
  const family = page.address?.includes(':') ? 'ipv6' : 'ipv4';
  if (facts.ipFamily && page.address && `ipv${facts.ipFamily}` !== family && request.ipFamily !== family) {
    return {
      field: 'ipFamily',
      sentence: `Set the IP family to ${family}: over IPv${facts.ipFamily} (${facts.address}) the site does not answer as it does over IPv${family.slice(3)}.`,
    };
  }
  if (reason === 'tls') {
    return {
      field: 'tls.serverName',
      sentence:
        'Set the TLS server name to the host of the page, or give the monitor the authority (tls.ca) that the browser trusts.',
    };
  }
  if (reason === 'timeout') {
    const neededMs = Math.ceil(((page.waitMs ?? 0) * 2 + timings.totalUs / 1_000) / 1_000) * 1_000;
    return {
      field: 'timeoutMs',
      sentence: `Allow the check more time: the browser was answered after a longer wait. Try ${neededMs} ms.`,
    };
  }
  const cookie = headerOf(browser?.headers ?? [], 'cookie');
  if (reason === 'too_many_redirects' && cookie !== null) {
    return {
      field: 'headers.Cookie',
      sentence: 'Send the cookie that the browser has, as a header Cookie: without it the site redirects forever.',
    };
  }
  const isNamed = request.headerNames.some((name) => name.toLowerCase() === 'user-agent');
  const userAgent = headerOf(browser?.headers ?? [], 'user-agent');
  if ((TURNED_AWAY.has(httpStatus ?? 0) || reason === 'reset') && !isNamed && userAgent !== null) {
    return {
      field: 'headers.User-Agent',
      sentence:
        `Let ${request.userAgent} through where the site is guarded, or set the header User-Agent to that of a browser: ${userAgent}`.slice(
          0,
          MAX_SENTENCE_CHARACTERS,
        ),
    };
  }
  return null;
}

/**
 * Answers "is it me?": says how the check and the browser differ when only one of them got in, and which setting would close the
 * gap. null when both fared alike, or one of them was not there. Pure.
 */
export function compareVisits(visits: BothVisits): VisitComparison | null {
  const { raw, page } = visits;
  if (!raw || !page || raw.outcome.status === 'unknown') return null;
  const { outcome } = raw;
  const isBrowserIn = page.error === null && isFine(page.httpStatus);
  const isCheckIn = isFine(outcome.httpStatus) && (outcome.reason === null || outcome.reason === 'assertion');
  if (isBrowserIn === isCheckIn || page.isDownload) return null;
  if (isBrowserIn && outcome.reason === 'http_status' && isFine(outcome.httpStatus)) return null;
  const differences = differencesOf(visits);
  const sentence = isBrowserIn
    ? `The browser is answered ${page.httpStatus}, the check is not: ${outcome.detail || `it is answered ${outcome.httpStatus}`}`
    : `The check is answered ${outcome.httpStatus}, the browser is not: ${page.error ?? `it is answered ${page.httpStatus}`}`;
  return {
    answered: isBrowserIn ? 'browser' : 'check',
    sentence: sentence.slice(0, MAX_SENTENCE_CHARACTERS),
    differences,
    setting: isBrowserIn ? settingFor(visits) : null,
  };
}
