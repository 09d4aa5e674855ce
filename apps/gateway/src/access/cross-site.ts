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
 * Refuses what a page of another site made a browser send with the cookie or the password that the browser keeps. A
 * browser says where a request comes from; a program says nothing, and nobody can make it send what it did not mean to.
 * A key cannot be sent by accident.
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
