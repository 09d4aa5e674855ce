import { Controller, Get, HttpCode, Inject, Query, Req, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ACCESS_SETTINGS, type AccessSettings } from '../access/access-settings.js';
import { callerOf } from '../access/caller.js';
import { Operation } from '../http/operation.js';
import { OidcProvider } from '../oidc/oidc-provider.js';
import { LogInOnce } from './log-in-once.js';
import { setSessionCookie } from './session-cookie.js';

const SEE_OTHER = 303;
const tag = 'Access';

@Controller('login')
export class LoginController {
  constructor(
    private readonly logInOnce: LogInOnce,
    private readonly provider: OidcProvider,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
  ) {}

  @Get('methods')
  @Operation({
    id: 'getLoginMethods',
    access: 'public',
    tag,
    summary: 'How one can log in here',
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
    summary: 'Log in by a one-time link',
    description: 'Leads on to the start page with a session.',
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
    setSessionCookie(reply, await this.logInOnce.execute(token, callerOf(request, 'link')), this.settings);
    reply.header('location', '/');
  }
}
