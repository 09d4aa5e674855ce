import { stringifySetCookie } from 'cookie';
import type { FastifyReply } from 'fastify';
import { type AccessSettings, isSecure } from '../context/context.js';

const SECONDS_PER_HOUR = 3600;

type CookieSettings = Pick<AccessSettings, 'publicUrl' | 'sessionMaxHours'>;

/** With HTTPS, the prefix makes browsers accept the cookie only from this exact host. */
export const cookieNameOf = (settings: Pick<AccessSettings, 'publicUrl'>): string =>
  isSecure(settings) ? '__Host-wakeful' : 'wakeful_session';

/**
 * `lax` rather than `strict`, because the return from an identity provider is a cross-site navigation. Cross-site
 * requests are refused by their origin.
 */
const attributesOf = (settings: CookieSettings) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(settings) }) as const;

export function setSessionCookie(reply: FastifyReply, token: string, settings: CookieSettings): void {
  const maxAge = settings.sessionMaxHours * SECONDS_PER_HOUR;
  reply.header(
    'set-cookie',
    stringifySetCookie({ name: cookieNameOf(settings), value: token, ...attributesOf(settings), maxAge }),
  );
}

export function clearSessionCookie(reply: FastifyReply, settings: CookieSettings): void {
  reply.header(
    'set-cookie',
    stringifySetCookie({ name: cookieNameOf(settings), value: '', ...attributesOf(settings), maxAge: 0 }),
  );
}
