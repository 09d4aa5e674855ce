import { stringifySetCookie } from 'cookie';
import type { FastifyReply } from 'fastify';
import { type AccessSettings, isSecure } from '../context/access-settings.js';

const SECONDS_PER_HOUR = 3600;

type CookieSettings = Pick<AccessSettings, 'publicUrl' | 'sessionMaxHours'>;

/** With HTTPS the prefix makes browsers refuse the cookie from anybody but this very host. */
export const cookieNameOf = (settings: Pick<AccessSettings, 'publicUrl'>): string =>
  isSecure(settings) ? '__Host-wakeful' : 'wakeful_session';

/**
 * `lax`, not `strict`: the way back from an identity provider begins at another site. What a page of another site could
 * do with it is refused by its origin.
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
