import type { IncomingHttpHeaders } from 'node:http';
import { parseCookie } from 'cookie';

/** The credentials of a request. */
export type Credentials =
  | { kind: 'key'; key: string }
  | { kind: 'basic'; email: string; password: string }
  | { kind: 'session'; token: string }
  | { kind: 'unreadable' };

const MAX_SECRET_LENGTH = 1_000;

/** null: none. An Authorization header takes precedence over a cookie, as it was set on purpose. */
export function readCredentials(headers: IncomingHttpHeaders, cookieName: string): Credentials | null {
  const { authorization, cookie } = headers;
  if (authorization !== undefined) return readAuthorization(authorization);
  const token = cookie === undefined ? undefined : parseCookie(cookie)[cookieName];
  if (!token) return null;
  return token.length > MAX_SECRET_LENGTH ? { kind: 'unreadable' } : { kind: 'session', token };
}

function readAuthorization(authorization: string): Credentials {
  const [, scheme = '', value = ''] = /^(\w+) +(\S+) *$/.exec(authorization) ?? [];
  if (value === '' || value.length > MAX_SECRET_LENGTH) return { kind: 'unreadable' };
  if (/^bearer$/i.test(scheme)) return { kind: 'key', key: value };
  if (!/^basic$/i.test(scheme)) return { kind: 'unreadable' };
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1 || text.includes('\0')) return { kind: 'unreadable' };
  return { kind: 'basic', email: text.slice(0, colon), password: text.slice(colon + 1) };
}
