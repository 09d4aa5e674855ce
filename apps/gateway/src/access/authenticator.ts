import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { apiKeyByHash, changesOf, noteUseOfKey, noteUseOfSession, rowsOf, userOfSession } from '@wakeful/persistence';
import { parseCookie } from 'cookie';
import type { FastifyRequest } from 'fastify';
import { GatewayContext } from '../context/context.js';
import { UnauthenticatedError } from '../identity/access.errors.js';
import { hashToken } from '../identity/password-hasher.js';
import { callerOf, type Principal, roleOfKey } from '../identity/principal.js';
import { PasswordCheck } from './password-check.js';
import { cookieNameOf } from './session-cookie.js';

/** The credentials of a request. */
type Credentials =
  | { kind: 'key'; key: string }
  | { kind: 'basic'; email: string; password: string }
  | { kind: 'session'; token: string }
  | { kind: 'unreadable' };

const MAX_SECRET_LENGTH = 1_000;

/** null: none. An Authorization header takes precedence over a cookie, as it was set on purpose. */
export function readCredentials(headers: IncomingHttpHeaders, cookieName: string): Credentials | null {
  const { authorization, cookie } = headers;
  if (authorization !== undefined) return readAuthorization(authorization);
  const token = cookie === undefined ? undefined : parseCookie(cookie)[cookieName];
  if (!token) return null;
  return token.length > MAX_SECRET_LENGTH ? { kind: 'unreadable' } : { kind: 'session', token };
}

function readAuthorization(authorization: string): Credentials {
  const [, scheme = '', value = ''] = /^(\w+) +(\S+) *$/.exec(authorization) ?? [];
  if (value === '' || value.length > MAX_SECRET_LENGTH) return { kind: 'unreadable' };
  if (/^bearer$/i.test(scheme)) return { kind: 'key', key: value };
  if (!/^basic$/i.test(scheme)) return { kind: 'unreadable' };
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1 || text.includes('\0')) return { kind: 'unreadable' };
  return { kind: 'basic', email: text.slice(0, colon), password: text.slice(colon + 1) };
}

const NOTE_INTERVAL_MS = 60_000;
const MAX_REMEMBERED = 50_000;

/** Records when a key or session was last used, at most once per minute and without delaying the request. */
@Injectable()
export class LastUses {
  readonly #notedAtMs = new Map<string, number>();

  constructor(private readonly context: GatewayContext) {}

  noteKey(id: string): void {
    this.note(`key:${id}`, () => changesOf(this.context.database, noteUseOfKey, { id }));
  }

  noteSession(tokenHash: Buffer): void {
    const subject = `session:${tokenHash.toString('hex')}`;
    this.note(subject, () => changesOf(this.context.database, noteUseOfSession, { tokenHash }));
  }

  private note(subject: string, write: () => Promise<unknown>): void {
    const nowMs = performance.now();
    if (nowMs - (this.#notedAtMs.get(subject) ?? -Infinity) < NOTE_INTERVAL_MS) return;
    if (this.#notedAtMs.size >= MAX_REMEMBERED) this.#notedAtMs.clear();
    this.#notedAtMs.set(subject, nowMs);
    write().catch((error: unknown) => this.context.logger.debug({ err: error }, 'could not record the last use'));
  }
}

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
