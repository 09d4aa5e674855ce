import type { IncomingHttpHeaders } from 'node:http';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ACCESS_SETTINGS, type AccessSettings, GatewayContext } from '../context/context.js';
import { OPERATION, type OperationDescription } from '../http/operation.js';
import {
  CrossSiteError,
  ForbiddenError,
  KeyForbiddenError,
  RoleMissingError,
  SecondFactorRequiredError,
  TooManyRequestsError,
} from '../identity/access.errors.js';
import { hasRole, type Principal } from '../identity/principal.js';
import { Authenticator } from './authenticator.js';
import { assertFreshProof } from './fresh-proof.js';
import { needsFreshProof } from './proof-of-actions.js';
import { RequestLimits } from './request-limits.js';
import { SecondFactorRule } from './second-factor-check.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

const hostOf = (origin: string): string | null => {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
};

/**
 * Refuses cross-site requests that carry a session cookie or Basic credentials kept by the browser. A browser states
 * the origin of a request; a program does not, but cannot be tricked into sending one. An API key is never sent by
 * accident.
 * @throws CrossSiteError
 */
export function refuseCrossSite(method: string, headers: IncomingHttpHeaders, publicUrl: string): void {
  if (SAFE_METHODS.has(method) || /^bearer /i.test(headers.authorization ?? '')) return;
  const { origin, host } = headers;
  if (origin === new URL(publicUrl).origin) return;
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return;
  if (site === undefined && origin === undefined) return;
  if (site === undefined && origin !== undefined && hostOf(origin) === host) return;
  throw new CrossSiteError();
}

/** Admits only callers that the route's {@link Operation} names. A route without one is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly limits: RequestLimits,
    private readonly secondFactor: SecondFactorRule,
    private readonly context: GatewayContext,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const operation = this.reflector.get<OperationDescription | undefined>(OPERATION, context.getHandler());
    if (!operation) throw new ForbiddenError('This route does not declare who may use it.');
    refuseCrossSite(request.method, request.headers, this.settings.publicUrl);
    if (operation.access === 'public' || (operation.id === 'metrics' && this.settings.isMetricsPublic)) {
      if (operation.isForCrowds) this.countVisit(request.ip);
      else if (!operation.isOfProcess) this.count(`address:${request.ip}`, reply);
      return true;
    }
    const principal = await this.identify(request, reply);
    request.principal = principal;
    this.count(`${principal.kind}:${principal.id}`, reply);
    assertAllowed(principal, operation);
    if (!operation.isForEnrolment && !(await this.secondFactor.isMetBy(principal))) {
      throw new SecondFactorRequiredError();
    }
    if (!SAFE_METHODS.has(request.method) && needsFreshProof(operation, request.body)) {
      await assertFreshProof(this.context, principal);
    }
    return true;
  }

  /** Failed authentication is counted per IP address, so that keys cannot be guessed without limit. */
  private async identify(request: FastifyRequest, reply: FastifyReply): Promise<Principal> {
    try {
      return await this.authenticator.principalOf(request);
    } catch (error) {
      this.count(`address:${request.ip}`, reply);
      throw error;
    }
  }

  private count(subject: string, reply: FastifyReply): void {
    const { limit, remaining, resetSeconds, isOver } = this.limits.take(subject);
    void reply.headers({
      'ratelimit-limit': String(limit),
      'ratelimit-remaining': String(remaining),
      'ratelimit-reset': String(resetSeconds),
    });
    if (isOver) throw new TooManyRequestsError(resetSeconds);
  }

  /** Without rate-limit headers: a shared cache would serve them to everyone. */
  private countVisit(address: string): void {
    const { resetSeconds, isOver } = this.limits.take(`pages:${address}`, this.settings.pageRequestsPerMinute);
    if (isOver) throw new TooManyRequestsError(resetSeconds);
  }
}

/** @throws RoleMissingError, KeyForbiddenError */
function assertAllowed(principal: Principal, { access, keyAccess }: OperationDescription): void {
  if (access === 'public') return;
  if (!hasRole(principal.role, access)) throw new RoleMissingError(principal.role, access);
  if (principal.kind !== 'key' || keyAccess === undefined) return;
  if (keyAccess === 'none' || !hasRole(principal.role, keyAccess)) throw new KeyForbiddenError(keyAccess);
}
