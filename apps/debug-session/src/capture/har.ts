import { STATUS_CODES } from 'node:http';
import type { BrowserFacts, HeaderField, NetworkEvent, NetworkTimings, VisitedPage } from '@wakeful/contracts';

const PAGE_ID = 'page_0';
/** HAR says -1 for what does not apply or is not known. */
const UNKNOWN = -1;

/** An HTTP Archive 1.2: http://www.softwareishard.com/blog/har-12-spec/. */
export interface Har {
  log: {
    version: '1.2';
    creator: { name: string; version: string };
    browser?: { name: string; version: string };
    pages: object[];
    entries: HarEntry[];
  };
}

interface HarEntry {
  startedDateTime: string;
  time: number;
  request: { url: string; [field: string]: unknown };
  [field: string]: unknown;
}

export interface HarSource {
  startedAtMs: number;
  events: readonly NetworkEvent[];
  page: VisitedPage | null;
  browser: BrowserFacts | null;
  version: string;
}

/** An archive of the requests of a session, made from its events, so that it holds no more secrets than they do. */
export function harOf({ startedAtMs, events, page, browser, version }: HarSource): Har {
  const byRequest = Map.groupBy(events, ({ request }) => request);
  return {
    log: {
      version: '1.2',
      creator: { name: 'Wakeful', version },
      ...(browser && { browser: { name: browser.type, version: browser.version } }),
      pages: page ? [pageOf(page, startedAtMs)] : [],
      entries: [...byRequest.values()].flatMap((ofOne) => entryOf(ofOne, startedAtMs, page !== null) ?? []),
    },
  };
}

function pageOf(page: VisitedPage, startedAtMs: number): object {
  return {
    startedDateTime: new Date(startedAtMs).toISOString(),
    id: PAGE_ID,
    title: page.title || page.finalUrl,
    pageTimings: { onContentLoad: UNKNOWN, onLoad: page.loadMs ?? UNKNOWN },
  };
}

function entryOf(events: readonly NetworkEvent[], startedAtMs: number, hasPage: boolean): HarEntry | null {
  const sent = events.find(({ type }) => type === 'request');
  if (!sent) return null;
  const answer = events.find(({ type }) => type === 'response' || type === 'redirect');
  const failure = events.find(({ type }) => type === 'error' || type === 'timeout');
  const timings = harTimings(answer?.timings ?? null);
  return {
    ...(hasPage && { pageref: PAGE_ID }),
    startedDateTime: new Date(startedAtMs + sent.atMs).toISOString(),
    time: timeOf(timings),
    request: requestOf(sent, answer),
    response: responseOf(answer, failure),
    cache: {},
    timings,
    ...(answer?.remoteAddress && { serverIPAddress: answer.remoteAddress }),
    _resourceType: sent.resourceType,
  };
}

function requestOf(sent: NetworkEvent, answer: NetworkEvent | undefined): HarEntry['request'] {
  const contentType = headerOf(sent.headers, 'content-type');
  return {
    method: sent.method,
    url: sent.url,
    httpVersion: answer?.protocol ?? 'unknown',
    cookies: [],
    headers: sent.headers,
    queryString: URL.canParse(sent.url)
      ? [...new URL(sent.url).searchParams].map(([name, value]) => ({ name, value }))
      : [],
    ...(sent.body && { postData: { mimeType: contentType, params: [], text: sent.body.text ?? '' } }),
    headersSize: answer?.sizes?.requestHeaderBytes ?? UNKNOWN,
    bodySize: answer?.sizes?.requestBodyBytes ?? sent.body?.bytes ?? 0,
  };
}

function responseOf(answer: NetworkEvent | undefined, failure: NetworkEvent | undefined): object {
  const body = answer?.body ?? null;
  return {
    status: answer?.status ?? 0,
    statusText: STATUS_CODES[answer?.status ?? 0] ?? '',
    httpVersion: answer?.protocol ?? 'unknown',
    cookies: [],
    headers: answer?.headers ?? [],
    content: {
      size: body?.bytes ?? 0,
      mimeType: headerOf(answer?.headers ?? [], 'content-type'),
      ...(body?.text != null && { text: body.text }),
      ...(body?.isTruncated && { comment: 'The beginning of the body' }),
    },
    redirectURL: answer?.redirectedTo ?? '',
    headersSize: answer?.sizes?.responseHeaderBytes ?? UNKNOWN,
    bodySize: answer?.sizes?.responseBodyBytes ?? UNKNOWN,
    ...(failure?.error && { _error: failure.error }),
  };
}

const headerOf = (headers: readonly HeaderField[], wanted: string): string =>
  headers.find(({ name }) => name.toLowerCase() === wanted)?.value ?? '';

/** Of a HAR the connection includes the handshake; send, wait and receive are never unknown. */
function harTimings(timings: NetworkTimings | null): Record<string, number> {
  const { blockedMs, dnsMs, connectMs, tlsMs, sendMs, waitMs, receiveMs } = timings ?? {};
  return {
    blocked: blockedMs ?? UNKNOWN,
    dns: dnsMs ?? UNKNOWN,
    connect: connectMs == null ? UNKNOWN : connectMs + (tlsMs ?? 0),
    ssl: tlsMs ?? UNKNOWN,
    send: sendMs ?? 0,
    wait: waitMs ?? 0,
    receive: receiveMs ?? 0,
  };
}

/** The sum of all phases; `ssl` is a part of `connect`. */
const timeOf = (timings: Record<string, number>): number =>
  Object.entries(timings).reduce((sum, [phase, ms]) => (phase === 'ssl' ? sum : sum + Math.max(0, ms)), 0);
