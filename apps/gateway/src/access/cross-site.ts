import type { IncomingHttpHeaders } from 'node:http';
import { CrossSiteError } from '../identity/access.errors.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

const hostOf = (origin: string): string | null => {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
};

/**
 * Refuses cross-site requests that carry a session cookie or Basic credentials kept by the browser. A browser states
 * the origin of a request; a program does not, but cannot be tricked into sending one. An API key is never sent by
 * accident.
 * @throws CrossSiteError
 */
export function refuseCrossSite(method: string, headers: IncomingHttpHeaders, publicUrl: string): void {
  if (SAFE_METHODS.has(method) || /^bearer /i.test(headers.authorization ?? '')) return;
  const { origin, host } = headers;
  if (origin === new URL(publicUrl).origin) return;
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return;
  if (site === undefined && origin === undefined) return;
  if (site === undefined && origin !== undefined && hostOf(origin) === host) return;
  throw new CrossSiteError();
}
