import type { PasskeyAnswer } from '@wakeful/contracts';
import { changesOf, notePasskeyUse, passkeyByCredential, rowsOf } from '@wakeful/persistence';
import { UnauthenticatedError } from '../identity/access.errors.js';
import type { Caller } from '../identity/principal.js';
import { verifyAnswer } from '../second-factors/passkey-ceremonies.js';
import { beginSession, type LoginContext, type OpenedSession } from './change-login-sessions.js';

/**
 * Begins a session with a passkey. It is two factors: the device, and the fingerprint, face or PIN that unlocked it.
 * @throws UnauthenticatedError
 */
export async function logInByPasskey(
  context: LoginContext,
  answer: PasskeyAnswer,
  caller: Caller,
): Promise<OpenedSession> {
  const [known] = await rowsOf(context.database, passkeyByCredential, { credentialId: answer.id });
  if (!known) {
    throw new UnauthenticatedError('This passkey is unknown. It may have been removed from the account.');
  }
  const signCount = await verifyAnswer(context, answer, known);
  await changesOf(context.database, notePasskeyUse, { id: known.id, signCount });
  const { userId: id, email, name, role } = known;
  return beginSession(context, { id, email, name, role }, caller);
}
