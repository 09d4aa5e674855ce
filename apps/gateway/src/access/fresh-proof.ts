import type { ConfirmSession } from '@wakeful/contracts';
import { changesOf, proofOfSession, renewProofOfSession, rowsOf } from '@wakeful/persistence';
import type { Context, ReadContext } from '../context/context.js';
import { ConfirmationNeededError } from '../identity/access.errors.js';
import type { Caller, Principal } from '../identity/principal.js';
import type { PasswordCheck } from './password-check.js';

/** How long a login or a confirmation authorizes the actions of {@link proofOfActions}. */
const FRESH_MINUTES = 10;

/**
 * Requires a recent login or confirmation, because an unlocked screen must not be enough to change who comes in. With
 * HTTP Basic the password comes with this request, and an API key is no screen.
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
 * Takes the password once more, and a code if there is a second factor: whoever knows only the password must not become able
 * to remove that factor.
 * @throws UnauthenticatedError, SecondFactorNeededError, TooManyLoginsError, LoginsBusyError
 */
export async function renewProof(
  context: Pick<Context, 'database'> & { passwordCheck: PasswordCheck },
  principal: Principal,
  proof: ConfirmSession,
  caller: Caller,
): Promise<void> {
  await context.passwordCheck.userOf({ email: principal.email ?? '', ...proof }, caller);
  await noteFreshProof(context, principal);
}

/** Notes that the user of a session has just proved who they are. */
export async function noteFreshProof({ database }: ReadContext, { sessionHash }: Principal): Promise<void> {
  if (sessionHash) await changesOf(database, renewProofOfSession, { tokenHash: sessionHash });
}
