import { createHash } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SealedSecretError, type SecretBox } from '@wakeful/platform';
import { z } from 'zod';
import type { StatusPageEntity } from '@wakeful/persistence';
import type { PageAddress } from './page-domains.js';

const NAME = 'wakeful_page';
const MAX_AGE_SECONDS = 7 * 86_400;
const pass = z.object({ pageId: z.string(), password: z.string(), untilMs: z.number() });

/** A pass becomes invalid when its password changes. */
const markOf = ({ passwordHash }: StatusPageEntity): string =>
  createHash('sha256')
    .update(passwordHash ?? '')
    .digest('base64url');

/** The page that a pass is for, and the action of its form. */
export const rootOf = ({ path }: PageAddress): string => (path === '' ? '/' : path);

/** Sealed, so that it cannot be forged. */
export function givePass(reply: FastifyReply, page: StatusPageEntity, box: SecretBox, address: PageAddress): void {
  const untilMs = Date.now() + MAX_AGE_SECONDS * 1000;
  const value = box.seal(JSON.stringify({ pageId: page.id, password: markOf(page), untilMs }));
  const path = rootOf(address);
  const secure = address.url.startsWith('https:');
  const cookie = { name: NAME, value, path, httpOnly: true, sameSite: 'lax', secure, maxAge: MAX_AGE_SECONDS } as const;
  void reply.header('set-cookie', stringifySetCookie(cookie));
}

export function hasPass(request: FastifyRequest, page: StatusPageEntity, box: SecretBox): boolean {
  const sealed = parseCookie(request.headers.cookie ?? '')[NAME];
  if (!sealed) return false;
  try {
    const { pageId, password, untilMs } = pass.parse(JSON.parse(box.open(sealed)));
    return pageId === page.id && password === markOf(page) && untilMs > Date.now();
  } catch (error) {
    if (error instanceof SealedSecretError || error instanceof SyntaxError || error instanceof z.ZodError) return false;
    throw error;
  }
}
