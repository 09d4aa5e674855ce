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

/** The site that a passkey belongs to, https://www.w3.org/TR/webauthn-3/#relying-party-identifier */
function relyingPartyOf({ settings }: Pick<Context, 'settings'>): { id: string; origin: string } {
  const { hostname, origin } = new URL(settings.publicUrl);
  return { id: hostname, origin };
}

/** Browsers allow passkeys only for host names, and only over HTTPS or on localhost. */
export function arePasskeysPossible(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) > 0) return false;
  return protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost');
}

/**
 * A sealed challenge, which only this installation can have made. Nothing is stored until it is answered, so requests for
 * challenges cannot fill a table.
 * @param userId the user who adds a passkey; null: for a login
 */
function newChallenge({ secrets }: CeremonyContext, userId: string | null): Uint8Array<ArrayBuffer> {
  const sealed = secrets.seal(JSON.stringify({ userId, untilMs: Date.now() + VALID_MINUTES * MS_PER_MINUTE }));
  return new Uint8Array(Buffer.from(sealed));
}

/** The sealed text of a valid challenge; null: it was not made here, not for this user, or has expired. */
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
 * Runs a verification of the library and spends its challenge.
 * @returns null: not verified
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
    // For example another origin, which tells the operator that PUBLIC_URL is wrong.
    context.logger.info({ err: error }, 'a passkey was refused');
    return null;
  });
  if (!verified?.verified || sealed === null) return null;
  const challengeHash = createHash('sha256').update(sealed).digest();
  const [spent] = await rowsOf(context.database, spendChallenge, { challengeHash, minutes: VALID_MINUTES });
  return spent ? verified : null;
}

/** Options for a login with any passkey of this site, which the user picks in the browser. */
export const optionsToLogIn = (context: CeremonyContext) =>
  generateAuthenticationOptions({
    rpID: relyingPartyOf(context).id,
    challenge: newChallenge(context, null),
    timeout: VALID_MINUTES * MS_PER_MINUTE,
    userVerification: 'required',
  });

/**
 * Options for a new passkey that identifies its user and requires a fingerprint, face or PIN.
 * @param known passkeys of the user, which browsers do not register again
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
  if (!verified) throw new UnauthenticatedError('The passkey could not be verified, or took too long. Try again.');
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
    throw new InvalidRequestError([{ path: 'credential', message: 'could not be verified, or took too long' }]);
  }
  return verified.registrationInfo.credential;
}
