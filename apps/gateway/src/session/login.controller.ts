import { Controller, Get, HttpCode, Query, Req, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GatewayContext } from '../context/context.js';
import { callerOf } from '../identity/caller.js';
import { Operation } from '../http/operation.js';
import { OidcProvider } from '../oidc/oidc-provider.js';
import { logInOnce } from './change-sessions.js';
import { setSessionCookie } from '../access/session-cookie.js';

const SEE_OTHER = 303;
const tag = 'Access';

@Controller('login')
export class LoginController {
  constructor(
    private readonly context: GatewayContext,
    private readonly provider: OidcProvider,
  ) {}

  @Get('methods')
  @Operation({
    id: 'getLoginMethods',
    access: 'public',
    tag,
    summary: 'Get the available login methods',
    response: contracts.loginMethods,
  })
  methods(): contracts.LoginMethods {
    return { password: true, oidc: this.provider.isConfigured };
  }

  @Get('once')
  @HttpCode(SEE_OTHER)
  @Operation({
    id: 'logInOnce',
    access: 'public',
    tag,
    summary: 'Log in with a one-time link',
    description: 'Redirects to the start page with a session.',
    status: SEE_OTHER,
    response: null,
    responseHeaders: { Location: 'The start page.', 'Set-Cookie': 'The session.' },
    problems: [401],
  })
  async once(
    @Query({ schema: contracts.loginOnceQuery }) { token }: contracts.LoginOnceQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const session = await logInOnce(this.context, token, callerOf(request, 'link'));
    setSessionCookie(reply, session, this.context.settings);
    reply.header('location', '/');
  }
}
