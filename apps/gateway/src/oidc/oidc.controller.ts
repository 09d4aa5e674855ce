import { Controller, Get, HttpCode, Query, Req, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isSecure } from '../context/access-settings.js';
import { GatewayContext } from '../context/context.js';
import { callerOf } from '../identity/caller.js';
import { Operation } from '../http/operation.js';
import { setSessionCookie } from '../access/session-cookie.js';
import { logInByOidc } from './log-in-by-oidc.js';
import { dropLogin, keepLogin, keptLogin } from './login-cookie.js';
import { OidcRefusedError } from './oidc.errors.js';
import { OidcProvider } from './oidc-provider.js';

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
