import { Controller, Get, HttpCode, Query, Req, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import { SealedSecretError, type SecretBox } from '@wakeful/platform';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { setSessionCookie } from '../access/session-cookie.js';
import { GatewayContext, isSecure } from '../context/context.js';
import { Operation } from '../http/operation.js';
import { callerOf } from '../identity/principal.js';
import { logInByOidc } from './log-in-by-oidc.js';
import { OidcRefusedError } from './oidc.errors.js';
import { type LoginUnderWay, OidcProvider } from './oidc-provider.js';

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
function keepLogin(reply: FastifyReply, login: LoginUnderWay, box: SecretBox, secure: boolean): void {
  const untilMs = Date.now() + MAX_AGE_SECONDS * MS_PER_SECOND;
  setCookie(reply, box.seal(JSON.stringify({ ...login, untilMs })), MAX_AGE_SECONDS, secure);
}

const dropLogin = (reply: FastifyReply, secure: boolean): unknown => setCookie(reply, '', 0, secure);

/** null: this browser is not on its way back from anywhere, or took too long. */
function keptLogin(request: FastifyRequest, box: SecretBox): LoginUnderWay | null {
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

const SEE_OTHER = 303;
const tag = 'Access';

@Controller('session/oidc')
export class OidcController {
  constructor(
    private readonly provider: OidcProvider,
    private readonly context: GatewayContext,
  ) {}

  @Get()
  @HttpCode(SEE_OTHER)
  @Operation({
    id: 'startOidcLogin',
    access: 'public',
    tag,
    summary: 'Log in with the identity provider',
    description: 'Redirects to it.',
    status: SEE_OTHER,
    response: null,
    responseHeaders: { Location: 'The identity provider.' },
    problems: [404, 503],
  })
  async start(@Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const { url, login } = await this.provider.start();
    keepLogin(reply, login, this.context.secrets, isSecure(this.context.settings));
    reply.header('location', url.href);
  }

  @Get('callback')
  @HttpCode(SEE_OTHER)
  @Operation({
    id: 'finishOidcLogin',
    access: 'public',
    tag,
    summary: 'Callback of the identity provider',
    description: 'Redirects to the start page with a session.',
    status: SEE_OTHER,
    response: null,
    responseHeaders: { Location: 'The start page.', 'Set-Cookie': 'The session.' },
    problems: [400, 401, 403, 404, 503],
  })
  async finish(
    @Query({ schema: contracts.oidcCallbackQuery }) _query: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { configured } = this.provider;
    const login = keptLogin(request, this.context.secrets);
    if (!login) throw new OidcRefusedError('This login was not started in this browser within the last 10 minutes.');
    dropLogin(reply, isSecure(this.context.settings));
    const { search } = new URL(request.url, configured.redirectUri);
    const claims = await this.provider.finish(search, login);
    const token = await logInByOidc(this.context, configured, claims, callerOf(request, 'oidc'));
    setSessionCookie(reply, token, this.context.settings);
    reply.header('location', '/');
  }
}
