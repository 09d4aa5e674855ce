import { Body, Controller, Delete, Get, HttpCode, Post, Put, Req, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readCredentials } from '../access/authenticator.js';
import { renewProof } from '../access/fresh-proof.js';
import { PasswordCheck } from '../access/password-check.js';
import { SecondFactorCheck, SecondFactorRule } from '../access/second-factor-check.js';
import { clearSessionCookie, cookieNameOf, setSessionCookie } from '../access/session-cookie.js';
import { GatewayContext } from '../context/context.js';
import { Operation } from '../http/operation.js';
import { callerOf, principalOf } from '../identity/principal.js';
import { changePassword, logIn, type LoginContext, logOut, sessionResponseOf } from './change-login-sessions.js';

const tag = 'Access';
const writtenByItself = { none: 'It writes its own entry.' };

@Controller('session')
export class LoginSessionController {
  private readonly context: LoginContext;

  constructor(
    context: GatewayContext,
    passwordCheck: PasswordCheck,
    secondFactor: SecondFactorCheck,
    secondFactorRule: SecondFactorRule,
  ) {
    this.context = { ...context, passwordCheck, secondFactor, secondFactorRule };
  }

  @Get()
  @Operation({
    id: 'getSession',
    access: 'viewer',
    isForEnrolment: true,
    tag,
    summary: 'Get the current session',
    response: contracts.session,
  })
  get(@Req() request: FastifyRequest): Promise<contracts.SessionResponse> {
    return sessionResponseOf(this.context, principalOf(request));
  }

  @Post()
  @HttpCode(200)
  @Operation({
    id: 'logIn',
    access: 'public',
    audit: writtenByItself,
    tag,
    summary: 'Log in with email address and password',
    description:
      'And with a code, if the user has a second factor: without one the answer is 401 and its type ends in ' +
      '`second-factor-needed`.',
    response: contracts.session,
    responseHeaders: { 'Set-Cookie': 'The session.' },
    problems: [401, 429, 503],
  })
  async open(
    @Body({ schema: contracts.logIn }) input: contracts.LogIn,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<contracts.SessionResponse> {
    const { token, session } = await logIn(this.context, input, callerOf(request, 'password'));
    setSessionCookie(reply, token, this.context.settings);
    return session;
  }

  @Delete()
  @HttpCode(204)
  @Operation({
    id: 'logOut',
    access: 'public',
    audit: writtenByItself,
    tag,
    summary: 'Log out',
    status: 204,
    response: null,
  })
  async close(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const token = this.tokenOf(request);
    if (token !== null) await logOut(this.context, token, callerOf(request, 'session'));
    clearSessionCookie(reply, this.context.settings);
  }

  @Post('confirmation')
  @HttpCode(204)
  @Operation({
    id: 'confirmSession',
    access: 'viewer',
    keyAccess: 'none',
    isForEnrolment: true,
    audit: { none: 'Nothing is changed; a wrong password writes its own line.' },
    tag,
    summary: 'Enter your password again',
    description: 'For ten minutes you may then change how you log in.',
    status: 204,
    response: null,
    problems: [429, 503],
  })
  confirm(
    @Body({ schema: contracts.confirmSession }) { password }: contracts.ConfirmSession,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const principal = principalOf(request);
    return renewProof(this.context, principal, password, callerOf(request, principal.method));
  }

  @Put('password')
  @HttpCode(204)
  @Operation({
    id: 'changePassword',
    access: 'viewer',
    keyAccess: 'none',
    isForEnrolment: true,
    audit: writtenByItself,
    tag,
    summary: 'Change your own password',
    description:
      'The current one is needed if there is one, but not within ten minutes after a login by link. All other sessions end.',
    status: 204,
    response: null,
    problems: [429, 503],
  })
  async change(
    @Body({ schema: contracts.changePassword }) input: contracts.ChangePassword,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const principal = principalOf(request);
    await changePassword(this.context, principal, input, callerOf(request, principal.method));
  }

  private tokenOf({ headers: { cookie } }: FastifyRequest): string | null {
    if (cookie === undefined) return null;
    const credentials = readCredentials({ cookie }, cookieNameOf(this.context.settings));
    return credentials?.kind === 'session' ? credentials.token : null;
  }
}
