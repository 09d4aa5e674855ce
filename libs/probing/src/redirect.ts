import { isHarmlessHeader, type ProbeSecrets } from '@wakeful/contracts';
import { buildRequest, type HttpRequest } from './http-request.js';
import { ProbeFailure } from './failure/probe-failure.js';
import { targetOf } from './probe-target.js';

const redirectStatuses = new Set([301, 302, 303, 307, 308]);
const bodyHeaders = new Set(['content-type', 'content-encoding', 'content-language']);
const MAX_SHOWN_CHARACTERS = 200;

/** Whether an answer sends the probe elsewhere. */
export function isRedirect(status: number, location: string | undefined): location is string {
  return location !== undefined && redirectStatuses.has(status);
}

function readLocation(location: string, base: string): URL {
  // Node gives header bytes as latin1, while the URLs in the wild are UTF-8.
  const text = Buffer.from(location, 'latin1').toString('utf8');
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
 * body. When the origin changes, credentials and every header that may hold a secret stay behind for good. Throws a
 * {@link ProbeFailure} for a location that is no http or https URL.
 */
export function followRedirect(request: HttpRequest, status: number, location: string): HttpRequest {
  const target = targetOf(readLocation(location, request.target.url));
  const { method } = request;
  const becomesGet = (status === 303 && method !== 'GET' && method !== 'HEAD') || (status <= 302 && method === 'POST');
  let { secrets } = request;
  if (secrets && becomesGet) {
    secrets = { ...secrets, body: null, headers: keepHeaders(secrets, (name) => !bodyHeaders.has(name)) };
  }
  if (secrets && target.origin !== request.target.origin) {
    const keep = (name: string): boolean => (name !== 'host' && isHarmlessHeader(name)) || bodyHeaders.has(name);
    secrets = { ...secrets, auth: null, headers: keepHeaders(secrets, keep) };
  }
  return buildRequest(target, becomesGet ? 'GET' : method, secrets);
}

/** The failure of a chain that is longer than allowed. */
export function tooManyRedirects(maxRedirects: number, lastUrl: string): ProbeFailure {
  const shown = lastUrl.slice(0, MAX_SHOWN_CHARACTERS);
  const times = maxRedirects === 1 ? 'redirect' : 'redirects';
  return new ProbeFailure('too_many_redirects', `More than ${maxRedirects} ${times}: ${shown} redirects once more`);
}
