import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type WebAuthnCredential,
} from '@simplewebauthn/server';
import type { AddPasskey, PasskeyAnswer } from '@wakeful/contracts';
import { rowsOf, spendChallenge } from '@wakeful/persistence';
import { SealedSecretError } from '@wakeful/platform';
import type { Context } from '../context/context.js';
import { InvalidRequestError } from '../http/request-error.js';
import { UnauthenticatedError } from '../identity/access.errors.js';

const VALID_MINUTES = 5;
const MS_PER_MINUTE = 60_000;

type CeremonyContext = Pick<Context, 'database' | 'secrets' | 'settings' | 'logger'>;

interface StoredPasskey {
  publicKey: Buffer;
  signCount: number;
  transports: string[];
}

/** Whom a browser takes a passkey for, https://www.w3.org/TR/webauthn-3/#relying-party-identifier */
function relyingPartyOf({ settings }: Pick<Context, 'settings'>): { id: string; origin: string } {
  const { hostname, origin } = new URL(settings.publicUrl);
  return { id: hostname, origin };
}

/** Browsers take passkeys for names only, and only over HTTPS or from the machine itself. */
export function arePasskeysPossible(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) > 0) return false;
  return protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost');
}

/**
 * A challenge that only this installation can have made. It needs no memory until it is answered, so that whoever asks for
 * thousands fills nothing.
 * @param userId whose passkey is added; null: somebody logs in
 */
function newChallenge({ secrets }: CeremonyContext, userId: string | null): Uint8Array<ArrayBuffer> {
  const sealed = secrets.seal(JSON.stringify({ userId, untilMs: Date.now() + VALID_MINUTES * MS_PER_MINUTE }));
  return new Uint8Array(Buffer.from(sealed));
}

/** The sealed text of a challenge that was made for this a moment ago; null: it is none of ours, or too old. */
function openedChallenge({ secrets }: CeremonyContext, challenge: string, userId: string | null): string | null {
  const sealed = Buffer.from(challenge, 'base64url').toString();
  try {
    const made = JSON.parse(secrets.open(sealed)) as { userId: unknown; untilMs: unknown };
    return made.userId === userId && Number(made.untilMs) > Date.now() ? sealed : null;
  } catch (error) {
    if (error instanceof SealedSecretError || error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * Runs a verification of the library and uses its challenge up.
 * @returns null: it proves nothing
 */
async function verifyOnce<Verified extends { verified: boolean }>(
  context: CeremonyContext,
  userId: string | null,
  verify: (expectedChallenge: (challenge: string) => boolean) => Promise<Verified>,
): Promise<Verified | null> {
  let sealed: string | null = null;
  const verified = await verify((challenge) => {
    sealed = openedChallenge(context, challenge, userId);
    return sealed !== null;
  }).catch((error: unknown) => {
    // Such as of another origin, which tells an operator that PUBLIC_URL is not where people are.
    context.logger.info({ err: error }, 'a passkey was refused');
    return null;
  });
  if (!verified?.verified || sealed === null) return null;
  const challengeHash = createHash('sha256').update(sealed).digest();
  const [spent] = await rowsOf(context.database, spendChallenge, { challengeHash, minutes: VALID_MINUTES });
  return spent ? verified : null;
}

/** Any passkey of this site, which the person chooses in the browser. */
export const optionsToLogIn = (context: CeremonyContext) =>
  generateAuthenticationOptions({
    rpID: relyingPartyOf(context).id,
    challenge: newChallenge(context, null),
    timeout: VALID_MINUTES * MS_PER_MINUTE,
    userVerification: 'required',
  });

/**
 * Options for a new passkey that finds its user by itself and asks for a finger or a PIN.
 * @param known those that the user has already, which are not offered again
 */
export const optionsToAdd = (
  context: CeremonyContext,
  user: { id: string; email: string; name: string },
  known: readonly { credentialId: string; transports: string[] }[],
) =>
  generateRegistrationOptions({
    rpName: 'Wakeful',
    rpID: relyingPartyOf(context).id,
    userID: new Uint8Array(Buffer.from(user.id)),
    userName: user.email,
    userDisplayName: user.name,
    challenge: newChallenge(context, user.id),
    timeout: VALID_MINUTES * MS_PER_MINUTE,
    excludeCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });

/**
 * Verifies what the authenticator signed.
 * @returns its count of signatures, to be stored
 * @throws UnauthenticatedError
 */
export async function verifyAnswer(
  context: CeremonyContext,
  answer: PasskeyAnswer,
  { publicKey, signCount, transports }: StoredPasskey,
): Promise<number> {
  const { id, origin } = relyingPartyOf(context);
  const verified = await verifyOnce(context, null, (expectedChallenge) =>
    verifyAuthenticationResponse({
      response: answer as unknown as AuthenticationResponseJSON,
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      credential: { id: answer.id, publicKey: new Uint8Array(publicKey), counter: signCount, transports },
    }),
  );
  if (!verified) throw new UnauthenticatedError('The passkey did not prove who you are, or took too long. Try again.');
  return verified.authenticationInfo.newCounter;
}

/**
 * Verifies a new passkey of a user.
 * @throws InvalidRequestError
 */
export async function verifyNew(
  context: CeremonyContext,
  userId: string,
  credential: AddPasskey['credential'],
): Promise<WebAuthnCredential> {
  const { id, origin } = relyingPartyOf(context);
  const verified = await verifyOnce(context, userId, (expectedChallenge) =>
    verifyRegistrationResponse({
      response: credential as unknown as RegistrationResponseJSON,
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
    }),
  );
  if (!verified?.registrationInfo) {
    throw new InvalidRequestError([{ path: 'credential', message: 'is not proven, or took too long' }]);
  }
  return verified.registrationInfo.credential;
}
