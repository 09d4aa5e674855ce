import { randomUUID } from 'node:crypto';
import type { Role } from '@wakeful/contracts';
import {
  changesOf,
  linkUser,
  otherEnabledAdmin,
  type RowsOf,
  rowsOf,
  UserEntity,
  userOfIdentity,
  violatesUnique,
} from '@wakeful/persistence';
import { openSession } from '../access/login-links.js';
import { recordChange, SYSTEM } from '../audit/audit-log.js';
import { inTransaction } from '../audit/in-transaction.js';
import type { Context, ReadContext } from '../context/context.js';
import type { Caller } from '../identity/principal.js';
import { lockAdmins } from '../users/change-users.js';
import { OidcForbiddenError, UnverifiedEmailError } from './oidc.errors.js';
import { claimedRole, type Claims, type OidcSettings } from './oidc-provider.js';

type KnownUser = RowsOf<typeof userOfIdentity>[number];
type IdentityClaims = Claims & { sub: string; iss: string };

interface Person {
  subject: string;
  email: string;
  isEmailVerified: boolean;
  name: string;
  role: Role;
}

/**
 * Begins a session of whom the identity provider names. A new person becomes a user, and one with the same email
 * address as a user is taken for that user, both only if the provider says that it has verified the address. The role
 * is the provider's to say, at each login.
 * @throws OidcForbiddenError
 */
export async function logInByOidc(
  context: Context,
  settings: OidcSettings,
  claims: IdentityClaims,
  caller: Caller,
): Promise<string> {
  const person = personOf(claims, settings);
  try {
    return await inTransaction(context, async (context) => {
      await lockAdmins(context);
      const [known] = await rowsOf(context.database, userOfIdentity, person);
      if (!known && !person.isEmailVerified) throw new UnverifiedEmailError(person.email);
      const id = known ? await refreshUser(context, known, person) : await addUser(context, person);
      await recordChange(context, { actor: { kind: 'user', id, name: person.email }, caller, operation: 'logIn' });
      return openSession(context, id, caller.method);
    });
  } catch (error) {
    if (!violatesUnique(error, 'users_email')) throw error;
    throw new OidcForbiddenError(
      'The user with your email address logs in with another account of the identity provider. Ask an admin.',
    );
  }
}

function personOf(claims: IdentityClaims, settings: OidcSettings): Person {
  const { sub, iss, email, name } = claims;
  if (typeof email !== 'string' || email === '') {
    throw new OidcForbiddenError('The identity provider did not send your email address (scope "email").');
  }
  const role = claimedRole(claims, settings);
  if (!role) throw new OidcForbiddenError('The identity provider does not assign you a role here.');
  return {
    subject: `${iss}#${sub}`,
    email,
    isEmailVerified: claims['email_verified'] === true,
    name: typeof name === 'string' && name !== '' ? name.slice(0, 100) : email,
    role,
  };
}

async function refreshUser(
  context: ReadContext,
  known: KnownUser,
  { subject, role: claimed }: Person,
): Promise<string> {
  if (!known.enabled) throw new OidcForbiddenError('Your account is disabled. Ask an admin.');
  const role = await roleToGive(context, known, claimed);
  await changesOf(context.database, linkUser, { id: known.id, subject, role });
  if (role !== known.role || !known.isLinked) {
    const target = { kind: 'user', id: known.id };
    const [before, after] = [{ role: known.role }, { role, oidcSubject: subject }];
    await recordChange(context, { actor: SYSTEM, caller: null, operation: 'linkUser', target, before, after });
  }
  return known.id;
}

/** The last admin keeps the role, whatever the provider says: otherwise no one could grant access again. */
async function roleToGive({ database }: ReadContext, { id, role }: KnownUser, claimed: Role): Promise<Role> {
  if (role !== 'admin' || claimed === 'admin') return claimed;
  const [other] = await rowsOf(database, otherEnabledAdmin, { id });
  return other ? claimed : 'admin';
}

async function addUser(context: ReadContext, { subject, email, name, role }: Person): Promise<string> {
  const id = randomUUID();
  await context.database.getRepository(UserEntity).insert({ id, email, name, role, oidcSubject: subject });
  const target = { kind: 'user', id };
  const after = { email, name, role, oidcSubject: subject };
  await recordChange(context, { actor: SYSTEM, caller: null, operation: 'createUser', target, after });
  return id;
}
