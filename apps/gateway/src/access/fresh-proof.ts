import { changesOf, proofOfSession, renewProofOfSession, rowsOf } from '@wakeful/persistence';
import type { Context, ReadContext } from '../context/context.js';
import { ConfirmationNeededError } from '../identity/access.errors.js';
import type { Caller } from '../identity/caller.js';
import type { Principal } from '../identity/principal.js';
import type { PasswordCheck } from './password-check.js';

/** How long a login or a repeated password authorizes changes of login methods. */
const FRESH_MINUTES = 10;

/**
 * Requires a recent login or password entry, because an unlocked screen must not be enough to change login methods. With
 * HTTP Basic the password comes with this request.
 * @throws ConfirmationNeededError
 */
export async function assertFreshProof({ database }: ReadContext, { sessionHash }: Principal): Promise<void> {
  if (sessionHash === null) return;
  const [proof] = await rowsOf(database, proofOfSession, { tokenHash: sessionHash, minutes: FRESH_MINUTES });
  if (!proof?.isFresh) throw new ConfirmationNeededError();
}

/** Whether the session recently began with a login link, as of a user who has forgotten the password. */
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
