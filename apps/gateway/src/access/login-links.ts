import type { LoginLink } from '@wakeful/contracts';
import {
  changesOf,
  factorCountsOfUser,
  insertLoginLink,
  insertLoginSession,
  lockUser,
  noteLogin,
  rowsOf,
} from '@wakeful/persistence';
import type { Context } from '../context/context.js';
import { UnauthenticatedError } from '../identity/access.errors.js';
import { hashToken, newToken } from '../identity/password-hasher.js';
import type { Caller } from '../identity/principal.js';

/** What a login was checked against, and what must still hold when its session begins. */
export interface LoginProof {
  /** The hash that the password matched; unset: the login was without a password. */
  readonly passwordHash?: string | null;
  /** There was no second factor, so none was asked for. */
  readonly isWithoutFactor?: boolean;
}

/**
 * Opens a login session for an authenticated user; returns the token, of which only the hash is stored. What ended sessions
 * while the login was under way also ends the login.
 * @throws UnauthenticatedError
 */
export async function openSession(
  { database, settings }: Pick<Context, 'database' | 'settings'>,
  userId: string,
  method: Caller['method'],
  { passwordHash, isWithoutFactor = false }: LoginProof = {},
): Promise<string> {
  const [user] = await rowsOf(database, lockUser, { userId });
  const isSame = user?.enabled && (passwordHash === undefined || passwordHash === user.passwordHash);
  const [counts] = isWithoutFactor ? await rowsOf(database, factorCountsOfUser, { userId }) : [];
  if (!isSame || counts?.hasTotp || (counts && counts.passkeys > 0)) {
    throw new UnauthenticatedError('The account has changed meanwhile. Log in again.');
  }
  const token = newToken();
  const hours = settings.sessionMaxHours;
  await changesOf(database, insertLoginSession, { tokenHash: hashToken(token), userId, method, hours });
  await changesOf(database, noteLogin, { userId });
  return token;
}

const VALID_HOURS = 24;
/** A page of the dashboard. The token follows the #, so it is never sent with a GET: no link scanner can spend it, and no log has it. */
export const LOGIN_LINK_PATH = '/login/link';

/** A link that logs a user in once, valid for one day. Only its hash is stored. */
export async function makeLoginLink(
  { database, settings }: Pick<Context, 'database' | 'settings'>,
  userId: string,
): Promise<LoginLink> {
  const token = newToken();
  const [link] = await rowsOf(database, insertLoginLink, { tokenHash: hashToken(token), userId, hours: VALID_HOURS });
  if (!link) throw new TypeError('an inserted row was not returned');
  return { url: `${settings.publicUrl}${LOGIN_LINK_PATH}#${token}`, expiresAt: link.expiresAt };
}
