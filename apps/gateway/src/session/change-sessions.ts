import type { ChangePassword, LogIn, SessionResponse } from '@wakeful/contracts';
import {
  changesOf,
  deleteOtherSessions,
  deleteSession,
  LoginLinkEntity,
  rowsOf,
  spendLoginLink,
  userById,
  UserEntity,
} from '@wakeful/persistence';
import { openSession } from '../access/open-session.js';
import type { PasswordCheck } from '../access/password-check.js';
import { recordChange } from '../audit/audit-log.js';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context } from '../context/context.js';
import { InvalidRequestError } from '../http/request-error.js';
import { UnauthenticatedError } from '../identity/access.errors.js';
import type { Caller } from '../identity/caller.js';
import type { Principal } from '../identity/principal.js';
import { hashToken } from '../identity/tokens.js';

/** The dependencies of authentication in addition to the context. */
export type LoginContext = Context & { readonly passwordCheck: PasswordCheck };

export interface OpenedSession {
  token: string;
  session: SessionResponse;
}

const actorOf = ({ id, email }: { id: string; email: string }) => ({ kind: 'user', id, name: email }) as const;

/**
 * Begins a session with email address and password.
 * @throws UnauthenticatedError, TooManyLoginsError, LoginsBusyError
 */
export async function logIn(context: LoginContext, input: LogIn, caller: Caller): Promise<OpenedSession> {
  const { id, email, name, role } = await context.passwordCheck.userOf(input, caller);
  const token = await inTransaction(context, async (context) => {
    await recordChange(context, { actor: actorOf({ id, email }), caller, operation: 'logIn' });
    return openSession(context, id);
  });
  return { token, session: { kind: 'user', id, email, name, role, method: 'session' } };
}

/**
 * Begins a session by a login link, which is used up by it.
 * @throws UnauthenticatedError
 */
export const logInOnce = (context: Context, linkToken: string, caller: Caller): Promise<string> =>
  inTransaction(context, async (context) => {
    const [user] = await rowsOf(context.database, spendLoginLink, { tokenHash: hashToken(linkToken) });
    if (!user) throw new UnauthenticatedError('This login link has already been used or is older than a day.');
    await recordChange(context, { actor: actorOf(user), caller, operation: 'logIn' });
    return openSession(context, user.id);
  });

/** Ends a session, here and on every replica. */
export const logOut = (context: Context, token: string, caller: Caller): Promise<void> =>
  inTransaction(context, async (context) => {
    const [user] = await rowsOf(context.database, deleteSession, { tokenHash: hashToken(token) });
    if (user) await recordChange(context, { actor: actorOf(user), caller, operation: 'logOut' });
  });

/**
 * Gives a user another password, and ends every other session of theirs.
 * @param keep hash of the session to keep; null: none
 * @throws InvalidRequestError, UnauthenticatedError, TooManyLoginsError, LoginsBusyError
 */
export async function changePassword(
  context: LoginContext,
  principal: Principal,
  input: ChangePassword,
  keep: Buffer | null,
  caller: Caller,
): Promise<void> {
  await assertCurrentPassword(context, principal, input.currentPassword, caller);
  const passwordHash = await context.passwords.hash(input.newPassword);
  const { id, email, name } = principal;
  await inTransaction(context, async (context) => {
    const { database } = context;
    await database.getRepository(UserEntity).update(id, { passwordHash });
    await changesOf(database, deleteOtherSessions, { userId: id, keep });
    await database.getRepository(LoginLinkEntity).delete({ userId: id });
    const actor = actorOf({ id, email: email ?? name });
    await recordChange(context, { actor, caller, operation: 'changePassword', target: { kind: 'user', id } });
  });
}

/** A user who logged in by link or OIDC and has no password sets their first one. */
async function assertCurrentPassword(
  { database, passwordCheck }: LoginContext,
  { id, email }: Principal,
  password: string | undefined,
  caller: Caller,
): Promise<void> {
  const [user] = await rowsOf(database, userById, { id });
  if (!user?.hasPassword) return;
  if (password === undefined) throw new InvalidRequestError([{ path: 'currentPassword', message: 'is required' }]);
  await passwordCheck.userOf({ email: email ?? '', password }, caller);
}
