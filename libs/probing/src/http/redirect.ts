import { isHarmlessHeader, type ProbeSecrets } from '@wakeful/contracts';
import { ProbeFailure } from '../failure/probe-failure.js';
import { targetOf } from '../probe-target.js';
import type { CheckCookies } from './cookies.js';
import { buildRequest, type HttpRequest } from './http-request.js';
import type { NoteOddity, ResponseHead } from './response-head.js';

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** Whether a status sends elsewhere; 300 lets its reader choose. */
export const isRedirectStatus = (status: number): boolean => redirectStatuses.has(status);

const bodyHeaders = new Set(['content-type', 'content-encoding', 'content-language']);
const MAX_SHOWN_CHARACTERS = 200;

/**
 * Where an answer sends the probe; null when nowhere, as with an empty Location. Bytes that are not ASCII are escaped one
 * by one: they are UTF-8 mostly, and what they are not survives (Chromium's `HttpResponseHeaders::IsRedirect`).
 */
export function locationOf(head: ResponseHead): string | null {
  if (!isRedirectStatus(head.httpStatus)) return null;
  const bytes = head.firstValueBytes('location');
  return bytes && bytes.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
}

function readLocation(text: string, base: string): URL {
  const url = URL.canParse(text, base) ? new URL(text, base) : null;
  if (!url) throw new ProbeFailure('network', 'Redirected to something that is not a URL');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new ProbeFailure('network', `Redirected to a ${url.protocol} address, which is neither http nor https`);
  }
  return url;
}

function keepHeaders(secrets: ProbeSecrets, keep: (name: string) => boolean): ProbeSecrets['headers'] {
  return Object.fromEntries(Object.entries(secrets.headers).filter(([name]) => keep(name.toLowerCase())));
}

/**
 * The request that follows a redirect, as browsers make it: 303, and 301 or 302 after a POST, become a GET without
 * body. When the origin changes, which a change from https to http is, credentials, the body and every header that may
 * hold a secret stay behind for good.
 * @throws ProbeFailure for a location that is no http or https URL
 */
export function followRedirect(
  request: HttpRequest,
  status: number,
  location: string,
  cookies: CheckCookies,
  odd: NoteOddity,
): HttpRequest {
  const target = targetOf(readLocation(location, request.target.url));
  const { method } = request;
  const becomesGet = (status === 303 && method !== 'GET' && method !== 'HEAD') || (status <= 302 && method === 'POST');
  let { secrets } = request;
  if (secrets && becomesGet) {
    secrets = { ...secrets, body: null, headers: keepHeaders(secrets, (name) => !bodyHeaders.has(name)) };
  }
  if (secrets && target.origin !== request.target.origin) {
    if (secrets.body !== null) odd('The body was not sent on to another origin.');
    const keep = (name: string): boolean => name !== 'host' && !bodyHeaders.has(name) && isHarmlessHeader(name);
    const tls = { ...secrets.tls, clientCertificate: null, clientKey: null };
    secrets = { ...secrets, tls, auth: null, body: null, headers: keepHeaders(secrets, keep) };
  }
  const own = Object.entries(secrets?.headers ?? {}).find(([name]) => name.toLowerCase() === 'cookie')?.[1];
  return buildRequest(target, becomesGet ? 'GET' : method, secrets, cookies.header(target.url, own));
}

/** The failure of a chain that is longer than allowed. */
export function tooManyRedirects(maxRedirects: number, lastUrl: string): ProbeFailure {
  const shown = lastUrl.slice(0, MAX_SHOWN_CHARACTERS);
  const times = maxRedirects === 1 ? 'redirect' : 'redirects';
  return new ProbeFailure('too_many_redirects', `More than ${maxRedirects} ${times}: ${shown} redirects once more`);
}
