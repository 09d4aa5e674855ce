import { changesOf, proofOfSession, renewProofOfSession, rowsOf } from '@wakeful/persistence';
import type { Context, ReadContext } from '../context/context.js';
import { ConfirmationNeededError } from '../identity/access.errors.js';
import type { Caller } from '../identity/caller.js';
import type { Principal } from '../identity/principal.js';
import type { PasswordCheck } from './password-check.js';

/** For so long a login, or a password that was entered again, is proof enough to change how one logs in. */
const FRESH_MINUTES = 10;

/**
 * Lets only those on who logged in or entered their password a moment ago: an unlocked screen is not enough to change how
 * somebody logs in. With HTTP Basic the password came with this very request.
 * @throws ConfirmationNeededError
 */
export async function assertFreshProof({ database }: ReadContext, { sessionHash }: Principal): Promise<void> {
  if (sessionHash === null) return;
  const [proof] = await rowsOf(database, proofOfSession, { tokenHash: sessionHash, minutes: FRESH_MINUTES });
  if (!proof?.isFresh) throw new ConfirmationNeededError();
}

/** Whether a session was begun a moment ago by a login link, which is what people use who have forgotten their password. */
export async function cameByLink({ database }: ReadContext, { sessionHash }: Principal): Promise<boolean> {
  if (sessionHash === null) return false;
  const [proof] = await rowsOf(database, proofOfSession, { tokenHash: sessionHash, minutes: FRESH_MINUTES });
  return proof?.isFresh === true && proof.method === 'link';
}

/**
 * Takes the password once more.
 * @throws UnauthenticatedError, TooManyLoginsError, LoginsBusyError
 */
export async function renewProof(
  { database, passwordCheck }: Pick<Context, 'database'> & { passwordCheck: PasswordCheck },
  { email, sessionHash }: Principal,
  password: string,
  caller: Caller,
): Promise<void> {
  await passwordCheck.confirm({ email: email ?? '', password }, caller);
  if (sessionHash) await changesOf(database, renewProofOfSession, { tokenHash: sessionHash });
}
