import { Secret, TOTP } from 'otpauth';

const ISSUER = 'Wakeful';
const SECONDS_PER_STEP = 30;
const MS_PER_SECOND = 1000;
/** How far the clocks of a phone and of this machine may be apart: a step, as RFC 6238, 5.2, recommends. */
const TOLERATED_STEPS = 1;
/** RFC 4226, 4, recommends 160 bits. */
const SECRET_BYTES = 20;

/** SHA-1 and six digits: all that every authenticator app understands. */
const totpOf = (secret: string, label = ''): TOTP =>
  new TOTP({
    issuer: ISSUER,
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: SECONDS_PER_STEP,
    secret: Secret.fromBase32(secret),
  });

/** A new secret in Base32. */
export const newTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** What the QR code says: https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
export const totpUri = (secret: string, email: string): string => totpOf(secret, email).toString();

/** The time step (RFC 6238) of which a code is; null: of none that is near. */
export function totpStep(secret: string, code: string, nowMs: number): number | null {
  const delta = totpOf(secret).validate({ token: code, timestamp: nowMs, window: TOLERATED_STEPS });
  return delta === null ? null : Math.floor(nowMs / MS_PER_SECOND / SECONDS_PER_STEP) + delta;
}
