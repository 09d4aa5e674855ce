import type { ChangePassword, LogIn, LogInOnce, SessionResponse } from '@wakeful/contracts';
import {
  changesOf,
  deleteLoginSession,
  deleteOtherLoginSessions,
  LoginLinkEntity,
  rowsOf,
  spendLoginLink,
  userById,
  UserEntity,
  userOfLoginLink,
} from '@wakeful/persistence';
import { assertFreshProof, cameByLink } from '../access/fresh-proof.js';
import { type LoginProof, openSession } from '../access/login-links.js';
import type { PasswordCheck } from '../access/password-check.js';
import type { SecondFactorCheck, SecondFactorRule } from '../access/second-factor-check.js';
import { recordChange } from '../audit/audit-log.js';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context } from '../context/context.js';
import { InvalidRequestError } from '../http/request-error.js';
import { LoginLinkEndedError } from '../identity/access.errors.js';
import { hashToken } from '../identity/password-hasher.js';
import type { Caller, Principal } from '../identity/principal.js';

/** The dependencies of authentication in addition to the context. */
export type LoginContext = Context & {
  readonly passwordCheck: PasswordCheck;
  readonly secondFactor: SecondFactorCheck;
  readonly secondFactorRule: SecondFactorRule;
};

export interface OpenedSession {
  token: string;
  session: SessionResponse;
}

type Person = Pick<Principal, 'id' | 'name' | 'role'> & { email: string };

const actorOf = ({ id, email }: { id: string; email: string }) => ({ kind: 'user', id, name: email }) as const;

/** The session as the API shows it. */
export async function sessionResponseOf(
  { secondFactorRule }: Pick<LoginContext, 'secondFactorRule'>,
  principal: Principal,
): Promise<SessionResponse> {
  const { kind, id, name, email, role, method } = principal;
  return { kind, id, name, email, role, method, needsSecondFactor: !(await secondFactorRule.isMetBy(principal)) };
}

/** The new session of an authenticated user. */
async function openedSessionOf(context: LoginContext, person: Person, token: string): Promise<OpenedSession> {
  const { id } = person;
  const known = { kind: 'user', method: 'session', userId: id, sessionHash: hashToken(token) } as const;
  return { token, session: await sessionResponseOf(context, { ...known, ...person }) };
}

/**
 * Begins a session with email address and password, and a code if there is a second factor.
 * @throws UnauthenticatedError, SecondFactorNeededError, TooManyLoginsError, LoginsBusyError
 */
export async function logIn(context: LoginContext, input: LogIn, caller: Caller): Promise<OpenedSession> {
  const { passwordHash, isWithoutFactor, ...person } = await context.passwordCheck.userOf(input, caller);
  return beginSession(context, person, caller, { passwordHash, isWithoutFactor });
}

/** Begins a session of an authenticated user. */
export async function beginSession(
  context: LoginContext,
  person: Person,
  caller: Caller,
  proof: LoginProof = {},
): Promise<OpenedSession> {
  const { id, email, name, role } = person;
  const token = await inTransaction(context, async (context) => {
    const token = await openSession(context, id, caller.method, proof);
    await recordChange(context, { actor: actorOf(person), caller, operation: 'logIn' });
    return token;
  });
  return openedSessionOf(context, { id, email, name, role }, token);
}

/**
 * Begins a session with a login link, which is spent. A link replaces the password, not the second factor; it stays valid
 * until the code is correct.
 * @throws LoginLinkEndedError, SecondFactorNeededError, UnauthenticatedError, TooManyLoginsError
 */
export async function logInOnce(
  context: LoginContext,
  { token: linkToken, code }: LogInOnce,
  caller: Caller,
): Promise<OpenedSession> {
  const link = { tokenHash: hashToken(linkToken) };
  const [owner] = await rowsOf(context.database, userOfLoginLink, link);
  if (!owner) throw new LoginLinkEndedError();
  const hasFactor = await context.secondFactor.isSetUpBy(owner.id);
  if (hasFactor) await context.secondFactor.assertCode(owner, code, caller);
  const token = await inTransaction(context, async (context) => {
    const token = await openSession(context, owner.id, caller.method, { isWithoutFactor: !hasFactor });
    const [spent] = await rowsOf(context.database, spendLoginLink, link);
    if (!spent) throw new LoginLinkEndedError();
    await recordChange(context, { actor: actorOf(owner), caller, operation: 'logIn' });
    return token;
  });
  return openedSessionOf(context, owner, token);
}

/** Ends a session, here and on every replica. */
export const logOut = (context: Context, token: string, caller: Caller): Promise<void> =>
  inTransaction(context, async (context) => {
    const [user] = await rowsOf(context.database, deleteLoginSession, { tokenHash: hashToken(token) });
    if (user) await recordChange(context, { actor: actorOf(user), caller, operation: 'logOut' });
  });

/**
 * Gives a user another password, and ends every other session of theirs.
 * @throws InvalidRequestError, ConfirmationNeededError, UnauthenticatedError, TooManyLoginsError, LoginsBusyError
 */
export async function changePassword(
  context: LoginContext,
  principal: Principal,
  input: ChangePassword,
  caller: Caller,
): Promise<void> {
  await assertCurrentPassword(context, principal, input.currentPassword, caller);
  const passwordHash = await context.passwords.hash(input.newPassword);
  const { id, email, name, sessionHash } = principal;
  await inTransaction(context, async (context) => {
    const { database } = context;
    await database.getRepository(UserEntity).update(id, { passwordHash });
    await changesOf(database, deleteOtherLoginSessions, { userId: id, keep: sessionHash });
    await database.getRepository(LoginLinkEntity).delete({ userId: id });
    const actor = actorOf({ id, email: email ?? name });
    await recordChange(context, { actor, caller, operation: 'changePassword', target: { kind: 'user', id } });
  });
}

/** No current password is needed to set the first one or after a login by link, both only within minutes after the login. */
async function assertCurrentPassword(
  context: LoginContext,
  principal: Principal,
  password: string | undefined,
  caller: Caller,
): Promise<void> {
  const { id, email } = principal;
  const [user] = await rowsOf(context.database, userById, { id });
  if (!user?.hasPassword) return assertFreshProof(context, principal);
  if (password !== undefined) return context.passwordCheck.confirm({ email: email ?? '', password }, caller);
  if (await cameByLink(context, principal)) return;
  throw new InvalidRequestError([{ path: 'currentPassword', message: 'is required' }]);
}
