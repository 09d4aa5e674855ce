import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Put, Req, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ACCESS_SETTINGS, type AccessSettings } from '../access/access-settings.js';
import { callerOf, principalOf } from '../access/caller.js';
import { readCredentials } from '../access/read-credentials.js';
import { hashToken } from '../access/tokens.js';
import { Operation } from '../http/operation.js';
import { ChangePassword } from './change-password.js';
import { LogIn } from './log-in.js';
import { LogOut } from './log-out.js';
import { clearSessionCookie, cookieNameOf, setSessionCookie } from './session-cookie.js';

const tag = 'Access';
const writtenByItself = { none: 'It writes its own line.' };

@Controller('session')
export class SessionController {
  constructor(
    private readonly logIn: LogIn,
    private readonly logOut: LogOut,
    private readonly changePassword: ChangePassword,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
  ) {}

  @Get()
  @Operation({ id: 'getSession', access: 'viewer', tag, summary: 'Who am I', response: contracts.session })
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
    summary: 'Log in with e-mail address and password',
    response: contracts.session,
    responseHeaders: { 'Set-Cookie': 'The session.' },
    problems: [401, 429, 503],
  })
  async open(
    @Body({ schema: contracts.logIn }) input: contracts.LogIn,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<contracts.SessionResponse> {
    const { token, session } = await this.logIn.execute(input, callerOf(request, 'password'));
    setSessionCookie(reply, token, this.settings);
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
    if (token !== null) await this.logOut.execute(token, callerOf(request, 'session'));
    clearSessionCookie(reply, this.settings);
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
    description: 'The current one is needed if there is one. All other sessions end.',
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
    await this.changePassword.execute(principal, input, keep, callerOf(request, principal.method));
  }

  private tokenOf({ headers: { cookie } }: FastifyRequest): string | null {
    if (cookie === undefined) return null;
    const credentials = readCredentials({ cookie }, cookieNameOf(this.settings));
    return credentials?.kind === 'session' ? credentials.token : null;
  }
}
