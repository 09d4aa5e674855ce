import { Body, Controller, Delete, Get, HttpCode, Post, Put, Req, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PasswordCheck } from '../access/password-check.js';
import { GatewayContext } from '../context/context.js';
import { callerOf, principalOf } from '../identity/caller.js';
import { readCredentials } from '../access/read-credentials.js';
import { hashToken } from '../identity/tokens.js';
import { Operation } from '../http/operation.js';
import { clearSessionCookie, cookieNameOf, setSessionCookie } from '../access/session-cookie.js';
import { changePassword, logIn, type LoginContext, logOut } from './change-sessions.js';

const tag = 'Access';
const writtenByItself = { none: 'It writes its own entry.' };

@Controller('session')
export class SessionController {
  private readonly context: LoginContext;

  constructor(context: GatewayContext, passwordCheck: PasswordCheck) {
    this.context = { ...context, passwordCheck };
  }

  @Get()
  @Operation({
    id: 'getSession',
    access: 'viewer',
    tag,
    summary: 'Get the current session',
    response: contracts.session,
  })
  get(@Req() request: FastifyRequest): contracts.SessionResponse {
    const { kind, id, name, email, role, method } = principalOf(request);
    return { kind, id, name, email, role, method };
  }

  @Post()
  @HttpCode(200)
  @Operation({
    id: 'logIn',
    access: 'public',
    audit: writtenByItself,
    tag,
    summary: 'Log in with email address and password',
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

  @Put('password')
  @HttpCode(204)
  @Operation({
    id: 'changePassword',
    access: 'viewer',
    keyAccess: 'none',
    audit: writtenByItself,
    tag,
    summary: 'Change your own password',
    description: 'Requires the current password, if set. All other sessions end.',
    status: 204,
    response: null,
    problems: [429, 503],
  })
  async change(
    @Body({ schema: contracts.changePassword }) input: contracts.ChangePassword,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const principal = principalOf(request);
    const token = this.tokenOf(request);
    const keep = token === null ? null : hashToken(token);
    await changePassword(this.context, principal, input, keep, callerOf(request, principal.method));
  }

  private tokenOf({ headers: { cookie } }: FastifyRequest): string | null {
    if (cookie === undefined) return null;
    const credentials = readCredentials({ cookie }, cookieNameOf(this.context.settings));
    return credentials?.kind === 'session' ? credentials.token : null;
  }
}
