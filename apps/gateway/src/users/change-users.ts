import { randomUUID } from 'node:crypto';
import type { CreateUser, LoginLink, UpdateUser, UserResponse } from '@wakeful/contracts';
import {
  enabledAdmin,
  lockInTransaction,
  LoginLinkEntity,
  rowsOf,
  SessionEntity,
  UserEntity,
  violatesUnique,
} from '@wakeful/persistence';
import { makeLoginLink } from '../access/login-links.js';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context, ReadContext } from '../context/context.js';
import { readUser } from './read-users.js';
import { DuplicateUserError, LastAdminError } from './users.errors.js';

/**
 * Creates a user. Without a password they log in by login link or OIDC.
 * @throws DuplicateUserError, LoginsBusyError
 */
export async function createUser(context: Context, input: CreateUser): Promise<UserResponse> {
  const { email, role, password, name = email.split('@', 1)[0] ?? email } = input;
  const passwordHash = password === undefined ? null : await context.passwords.hash(password);
  const id = randomUUID();
  return withUniqueEmail(email, () =>
    inTransaction(context, async (context) => {
      await context.database.getRepository(UserEntity).insert({ id, email, name, role, passwordHash });
      return readUser(context, id);
    }),
  );
}

/**
 * Changes the named fields of a user. A new password, and being disabled, end all of their sessions.
 * @throws UserNotFoundError, DuplicateUserError, LastAdminError, LoginsBusyError
 */
export async function updateUser(context: Context, id: string, changes: UpdateUser): Promise<UserResponse> {
  const { password, ...fields } = changes;
  const secret = password === undefined ? {} : { passwordHash: await context.passwords.hash(password) };
  return withUniqueEmail(changes.email, () =>
    inTransaction(context, async (context) => {
      await keepingAnAdmin(context, async () => {
        await readUser(context, id);
        await context.database.getRepository(UserEntity).update(id, { ...fields, ...secret });
      });
      if (password !== undefined || fields.enabled === false) await endSessions(context, id);
      return readUser(context, id);
    }),
  );
}

/**
 * Deletes a user with their sessions and keys. Their actions stay in the audit log.
 * @throws UserNotFoundError, LastAdminError
 */
export const deleteUser = (context: Context, id: string): Promise<void> =>
  inTransaction(context, (context) =>
    keepingAnAdmin(context, async () => {
      await readUser(context, id);
      await context.database.getRepository(UserEntity).delete(id);
    }),
  );

/**
 * Makes a one-time login link for a user who is new or has forgotten the password.
 * @throws UserNotFoundError
 */
export const createLoginLink = (context: Context, userId: string): Promise<LoginLink> =>
  inTransaction(context, async (context) => {
    await readUser(context, userId);
    return makeLoginLink(context, userId);
  });

/** Before anything about an admin changes: two admins must not take each other's role at the same moment. */
export const lockAdmins = ({ database }: ReadContext): Promise<void> => lockInTransaction(database, 'admins');

async function keepingAnAdmin(context: ReadContext, change: () => Promise<void>): Promise<void> {
  await lockAdmins(context);
  await change();
  const [admin] = await rowsOf(context.database, enabledAdmin);
  if (!admin) throw new LastAdminError();
}

/** Ends what another user is logged in with, and the links that would log them in. */
export async function endSessions({ database }: ReadContext, userId: string): Promise<void> {
  await database.getRepository(SessionEntity).delete({ userId });
  await database.getRepository(LoginLinkEntity).delete({ userId });
}

async function withUniqueEmail<T>(email: string | undefined, change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (error) {
    if (violatesUnique(error, 'users_email')) throw new DuplicateUserError(email ?? '', error);
    throw error;
  }
}
