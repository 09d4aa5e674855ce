import { Injectable } from '@nestjs/common';
import { apiKeyByHash, rowsOf, userOfSession } from '@wakeful/persistence';
import type { FastifyRequest } from 'fastify';
import { GatewayContext } from '../context/context.js';
import { UnauthenticatedError } from '../identity/access.errors.js';
import { callerOf } from '../identity/caller.js';
import { type Principal, roleOfKey } from '../identity/principal.js';
import { hashToken } from '../identity/tokens.js';
import { LastUses } from './last-uses.js';
import { PasswordCheck } from './password-check.js';
import { readCredentials } from './read-credentials.js';
import { cookieNameOf } from './session-cookie.js';

const NOT_AUTHENTICATED =
  'Authenticate with an API key (Authorization: Bearer wk_…), with email and password (HTTP Basic), or by logging in.';

/** Authenticates a request. Asks Postgres each time, so that a revoked key or disabled user is refused at once. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly context: GatewayContext,
    private readonly passwordCheck: PasswordCheck,
    private readonly lastUses: LastUses,
  ) {}

  /** @throws UnauthenticatedError, TooManyLoginsError, LoginsBusyError */
  async principalOf(request: FastifyRequest): Promise<Principal> {
    const principal = await this.identify(request);
    if (principal.method === 'key') this.lastUses.noteKey(principal.id);
    if (principal.sessionHash) this.lastUses.noteSession(principal.sessionHash);
    return principal;
  }

  /** The same for a long-running request that is no new use: an open page alone must not keep its session alive. */
  async identify(request: FastifyRequest): Promise<Principal> {
    const credentials = readCredentials(request.headers, cookieNameOf(this.context.settings));
    if (!credentials) throw new UnauthenticatedError(NOT_AUTHENTICATED);
    switch (credentials.kind) {
      case 'key':
        return this.byKey(credentials.key);
      case 'session':
        return this.bySession(credentials.token);
      case 'basic': {
        const { id, email, name, role } = await this.passwordCheck.userOf(credentials, callerOf(request, 'basic'));
        return { kind: 'user', id, name, email, role, method: 'basic', userId: id, sessionHash: null };
      }
      case 'unreadable':
        throw new UnauthenticatedError('The Authorization header or the session cookie is malformed.');
    }
  }

  private async byKey(key: string): Promise<Principal> {
    const [row] = await rowsOf(this.context.database, apiKeyByHash, { keyHash: hashToken(key) });
    if (!row) throw new UnauthenticatedError('Unknown API key.');
    if (row.isRevoked) throw new UnauthenticatedError('This API key was revoked.');
    if (row.isExpired) throw new UnauthenticatedError('This API key has expired.');
    if (!row.isOwnerEnabled) throw new UnauthenticatedError('The user of this API key is disabled.');
    const { id, name, scope, userId, ownerRole } = row;
    const role = roleOfKey(scope, ownerRole);
    return { kind: 'key', id, name, email: null, role, method: 'key', userId, sessionHash: null };
  }

  private async bySession(token: string): Promise<Principal> {
    const tokenHash = hashToken(token);
    const { database, settings } = this.context;
    const [row] = await rowsOf(database, userOfSession, { tokenHash, idleHours: settings.sessionIdleHours });
    if (!row) throw new UnauthenticatedError('Your session has ended. Log in again.');
    return { kind: 'user', ...row, method: 'session', userId: row.id, sessionHash: tokenHash };
  }
}
