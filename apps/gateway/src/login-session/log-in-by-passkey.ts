import type { PasskeyAnswer } from '@wakeful/contracts';
import { changesOf, notePasskeyUse, passkeyByCredential, type RowsOf, rowsOf } from '@wakeful/persistence';
import { noteFreshProof } from '../access/fresh-proof.js';
import { recordChange } from '../audit/audit-log.js';
import { UnauthenticatedError } from '../identity/access.errors.js';
import type { Caller, Principal } from '../identity/principal.js';
import { verifyAnswer } from '../second-factors/passkey-ceremonies.js';
import { beginSession, type LoginContext, type OpenedSession } from './change-login-sessions.js';

type KnownPasskey = RowsOf<typeof passkeyByCredential>[number];

/**
 * Begins a session with a passkey. It is two factors: the device, and the fingerprint, face or PIN that unlocked it.
 * @throws UnauthenticatedError, TooManyLoginsError
 */
export async function logInByPasskey(
  context: LoginContext,
  answer: PasskeyAnswer,
  caller: Caller,
): Promise<OpenedSession> {
  const { userId: id, email, name, role } = await verifiedPasskey(context, answer, caller);
  return beginSession(context, { id, email, name, role }, caller);
}

/**
 * Takes a passkey of the user of this session as proof that it is them.
 * @throws UnauthenticatedError, TooManyLoginsError
 */
export async function confirmByPasskey(
  context: LoginContext,
  principal: Principal,
  answer: PasskeyAnswer,
  caller: Caller,
): Promise<void> {
  await verifiedPasskey(context, answer, caller, principal);
  await noteFreshProof(context, principal);
}

/**
 * The passkey that gave this answer. Attempts are counted like those with a password, by credential and address, and a
 * refused one is audited like a wrong password.
 * @param owner whose passkey it has to be
 * @throws UnauthenticatedError, TooManyLoginsError
 */
async function verifiedPasskey(
  context: LoginContext,
  answer: PasskeyAnswer,
  caller: Caller,
  owner?: Principal,
): Promise<KnownPasskey> {
  const { loginLimits } = context;
  const subject = `passkey ${answer.id}`;
  loginLimits.assertNotBlocked(subject, caller.address);
  await loginLimits.count(subject, caller.address);
  const [known] = await rowsOf(context.database, passkeyByCredential, { credentialId: answer.id });
  try {
    const passkey = ownedBy(owner, known);
    const signCount = await verifyAnswer(context, answer, passkey);
    await changesOf(context.database, notePasskeyUse, { id: passkey.id, signCount });
    await loginLimits.forgive(subject, caller.address);
    return passkey;
  } catch (error) {
    if (error instanceof UnauthenticatedError) {
      const actor = { kind: 'nobody', id: known?.userId ?? null, name: known?.email ?? '(unknown passkey)' } as const;
      await recordChange(context, { actor, caller, operation: 'loginFailed', fields: ['passkey'] });
    }
    throw error;
  }
}

/** @throws UnauthenticatedError */
function ownedBy(owner: Principal | undefined, known: KnownPasskey | undefined): KnownPasskey {
  if (!known) throw new UnauthenticatedError('This passkey is unknown. It may have been removed from the account.');
  if (owner && owner.id !== known.userId) {
    throw new UnauthenticatedError('This passkey belongs to another user. Use one of your own.');
  }
  return known;
}
