import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';

const TRUST_MS = 60_000;
const MAX_REMEMBERED = 1_000;

interface Verified {
  storedHash: string;
  untilMs: number;
}

/**
 * Remembers for one minute that a password was right, so that a script with HTTP Basic does not pay for argon2 on every
 * request. Stores an HMAC under a key of this process with the stored hash it matched: a changed password is forgotten
 * at once. An entry is valid only for its IP address, or guesses from elsewhere could bypass the limits.
 */
@Injectable()
export class VerifiedPasswords {
  readonly #key = randomBytes(32);
  readonly #verified = new Map<string, Verified>();

  /** The stored hash that these credentials matched; it must still be the user's. */
  hashFor(email: string, password: string, address: string): string | null {
    const known = this.#verified.get(this.digest(email, password, address));
    return known && performance.now() < known.untilMs ? known.storedHash : null;
  }

  add(email: string, password: string, address: string, storedHash: string): void {
    if (this.#verified.size >= MAX_REMEMBERED) this.#verified.clear();
    this.#verified.set(this.digest(email, password, address), { storedHash, untilMs: performance.now() + TRUST_MS });
  }

  private digest(email: string, password: string, address: string): string {
    return createHmac('sha256', this.#key)
      .update(JSON.stringify([email, password, address]))
      .digest('base64');
  }
}
