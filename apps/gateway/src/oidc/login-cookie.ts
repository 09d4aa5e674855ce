import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SealedSecretError, type SecretBox } from '@wakeful/platform';
import { z } from 'zod';
import type { LoginUnderWay } from './oidc-provider.js';

const NAME = 'wakeful_oidc';
const MAX_AGE_SECONDS = 600;
const MS_PER_SECOND = 1000;

const content = z.object({
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  untilMs: z.number(),
});

const setCookie = (reply: FastifyReply, value: string, maxAge: number, secure: boolean): unknown =>
  reply.header(
    'set-cookie',
    stringifySetCookie({
      name: NAME,
      value,
      path: '/api/v1/session/oidc',
      httpOnly: true,
      sameSite: 'lax',
      secure,
      maxAge,
    }),
  );

/** Sealed, so that neither the browser nor another instance can make one up, and no replica has to remember anything. */
export function keepLogin(reply: FastifyReply, login: LoginUnderWay, box: SecretBox, secure: boolean): void {
  const untilMs = Date.now() + MAX_AGE_SECONDS * MS_PER_SECOND;
  setCookie(reply, box.seal(JSON.stringify({ ...login, untilMs })), MAX_AGE_SECONDS, secure);
}

export const dropLogin = (reply: FastifyReply, secure: boolean): unknown => setCookie(reply, '', 0, secure);

/** null: this browser is not on its way back from anywhere, or took too long. */
export function keptLogin(request: FastifyRequest, box: SecretBox): LoginUnderWay | null {
  const sealed = parseCookie(request.headers.cookie ?? '')[NAME];
  if (!sealed) return null;
  try {
    const { untilMs, ...login } = content.parse(JSON.parse(box.open(sealed)));
    return untilMs > Date.now() ? login : null;
  } catch (error) {
    if (error instanceof SealedSecretError || error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}
