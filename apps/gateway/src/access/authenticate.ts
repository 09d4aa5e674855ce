import { Inject, Injectable } from '@nestjs/common';
import type { KeyScope, Role } from '@wakeful/contracts';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { ACCESS_SETTINGS, type AccessSettings } from './access-settings.js';
import { UnauthenticatedError } from './access.errors.js';
import { callerOf } from './caller.js';
import { CheckPassword } from './check-password.js';
import { LastUses } from './last-uses.js';
import { type Principal, roleOfKey } from './principal.js';
import { readCredentials } from './read-credentials.js';
import { cookieNameOf } from '../session/session-cookie.js';
import { hashToken } from './tokens.js';

interface KeyRow {
  id: string;
  name: string;
  scope: KeyScope;
  userId: string | null;
  ownerRole: Role | null;
  isOwnerEnabled: boolean;
  isExpired: boolean;
  isRevoked: boolean;
}

const NOBODY =
  'Say who you are: with an API key (Authorization: Bearer wk_…), with e-mail and password (HTTP Basic), or by logging in.';

/** Finds out who sent a request. Asks Postgres each time, so that a key or a user that is taken away is gone at once. */
@Injectable()
export class Authenticate {
  constructor(
    private readonly dataSource: DataSource,
    private readonly checkPassword: CheckPassword,
    private readonly lastUses: LastUses,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
  ) {}

  /** @throws UnauthenticatedError, TooManyLoginsError, LoginsBusyError */
  async execute(request: FastifyRequest): Promise<Principal> {
    const credentials = readCredentials(request.headers, cookieNameOf(this.settings));
    if (!credentials) throw new UnauthenticatedError(NOBODY, challengesFor(request));
    switch (credentials.kind) {
      case 'key':
        return this.byKey(credentials.key);
      case 'session':
        return this.bySession(credentials.token, challengesFor(request));
      case 'basic': {
        const { id, email, name, role } = await this.checkPassword.execute(credentials, callerOf(request, 'basic'));
        return { kind: 'user', id, name, email, role, method: 'basic', userId: id };
      }
      case 'unreadable':
        throw new UnauthenticatedError(
          'The Authorization header or the cookie cannot be read.',
          challengesFor(request),
        );
    }
  }

  private async byKey(key: string): Promise<Principal> {
    const [row] = await this.dataSource.query<KeyRow[]>(
      `SELECT k.id, k.name, k.scope, k.user_id AS "userId", u.role AS "ownerRole",
              coalesce(u.enabled, k.user_id IS NULL) AS "isOwnerEnabled",
              coalesce(k.expires_at <= now(), false) AS "isExpired", k.revoked_at IS NOT NULL AS "isRevoked"
         FROM api_keys k LEFT JOIN users u ON u.id = k.user_id
        WHERE k.key_hash = $1`,
      [hashToken(key)],
    );
    if (!row) throw new UnauthenticatedError('This API key is not known here.');
    if (row.isRevoked) throw new UnauthenticatedError('This API key was revoked.');
    if (row.isExpired) throw new UnauthenticatedError('This API key has expired.');
    if (!row.isOwnerEnabled) throw new UnauthenticatedError('The user of this API key is disabled.');
    const { id, name, scope, userId, ownerRole } = row;
    this.lastUses.note('api_keys', id);
    return { kind: 'key', id, name, email: null, role: roleOfKey(scope, ownerRole), method: 'key', userId };
  }

  private async bySession(token: string, challenges: string | undefined): Promise<Principal> {
    const tokenHash = hashToken(token);
    const [row] = await this.dataSource.query<{ id: string; email: string; name: string; role: Role }[]>(
      `SELECT u.id, u.email, u.name, u.role
         FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.token_hash = $1 AND u.enabled AND s.expires_at > now()
          AND s.last_used_at > now() - make_interval(hours => $2)`,
      [tokenHash, this.settings.sessionIdleHours],
    );
    if (!row) throw new UnauthenticatedError('The session has ended. Log in again.', challenges);
    this.lastUses.note('sessions', tokenHash);
    return { kind: 'user', ...row, method: 'session', userId: row.id };
  }
}

/** For a page's own request no Basic: the browser would answer it with a dialogue of its own. */
function challengesFor(request: FastifyRequest): string | undefined {
  const mode = request.headers['sec-fetch-mode'];
  return mode === undefined || mode === 'navigate' ? undefined : 'Bearer realm="Wakeful"';
}
