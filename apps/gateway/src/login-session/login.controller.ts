import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOGIN_LINK_PATH } from '../access/login-links.js';
import { PasswordCheck } from '../access/password-check.js';
import { SecondFactorCheck, SecondFactorRule } from '../access/second-factor-check.js';
import { setSessionCookie } from '../access/session-cookie.js';
import { GatewayContext } from '../context/context.js';
import { Operation } from '../http/operation.js';
import { callerOf } from '../identity/principal.js';
import { OidcProvider } from '../oidc/oidc-provider.js';
import { arePasskeysPossible, optionsToLogIn } from '../second-factors/passkey-ceremonies.js';
import { type LoginContext, logInOnce } from './change-login-sessions.js';
import { logInByPasskey } from './log-in-by-passkey.js';

const SEE_OTHER = 303;
const tag = 'Access';
const writtenByItself = { none: 'It writes its own line.' };

@Controller('login')
export class LoginController {
  private readonly context: LoginContext;

  constructor(
    context: GatewayContext,
    passwordCheck: PasswordCheck,
    secondFactor: SecondFactorCheck,
    secondFactorRule: SecondFactorRule,
    private readonly provider: OidcProvider,
  ) {
    this.context = { ...context, passwordCheck, secondFactor, secondFactorRule };
  }

  @Get('methods')
  @Operation({
    id: 'getLoginMethods',
    access: 'public',
    tag,
    summary: 'Get the available login methods',
    response: contracts.loginMethods,
  })
  methods(): contracts.LoginMethods {
    const passkey = arePasskeysPossible(this.context.settings.publicUrl);
    return { password: true, oidc: this.provider.isConfigured, passkey };
  }

  @Get('once')
  @HttpCode(SEE_OTHER)
  @Operation({
    id: 'openLoginLink',
    access: 'public',
    tag,
    summary: 'Open a login link of the old form',
    description: 'Redirects to the page of the login link. Does not spend the link.',
    status: SEE_OTHER,
    response: null,
    responseHeaders: { Location: 'The page of the login link.' },
  })
  openLink(
    @Query({ schema: contracts.loginOnceQuery }) { token }: contracts.LoginOnceQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): void {
    reply.header('location', `${LOGIN_LINK_PATH}#${encodeURIComponent(token)}`);
  }

  @Post('once')
  @HttpCode(200)
  @Operation({
    id: 'logInOnce',
    access: 'public',
    audit: writtenByItself,
    tag,
    summary: 'Log in with a one-time link',
    description:
      'The token is the part of the link after the #. Only a complete login, including the second factor, spends the link.',
    response: contracts.session,
    responseHeaders: { 'Set-Cookie': 'The session.' },
    problems: [401, 429],
  })
  async once(
    @Body({ schema: contracts.logInOnce }) input: contracts.LogInOnce,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<contracts.SessionResponse> {
    const { token, session } = await logInOnce(this.context, input, callerOf(request, 'link'));
    setSessionCookie(reply, token, this.context.settings);
    return session;
  }

  @Get('passkey')
  @Operation({
    id: 'getPasskeyChallenge',
    access: 'public',
    tag,
    summary: 'Get the WebAuthn options for a login with a passkey',
    description: 'Valid for 5 minutes and one login.',
    response: contracts.passkeyOptions,
  })
  passkeyOptions() {
    return optionsToLogIn(this.context);
  }

  @Post('passkey')
  @HttpCode(200)
  @Operation({
    id: 'logInByPasskey',
    access: 'public',
    audit: writtenByItself,
    tag,
    summary: 'Log in with a passkey, without a password',
    response: contracts.session,
    responseHeaders: { 'Set-Cookie': 'The session.' },
    problems: [401],
  })
  async byPasskey(
    @Body({ schema: contracts.passkeyAnswer }) answer: contracts.PasskeyAnswer,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<contracts.SessionResponse> {
    const { token, session } = await logInByPasskey(this.context, answer, callerOf(request, 'passkey'));
    setSessionCookie(reply, token, this.context.settings);
    return session;
  }
}
