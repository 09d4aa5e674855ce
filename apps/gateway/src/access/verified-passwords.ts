import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';

const TRUST_MS = 60_000;
const MAX_REMEMBERED = 1_000;

interface Verified {
  storedHash: string;
  untilMs: number;
}

/**
 * Remembers for a minute that a password was right, so that a script with HTTP Basic does not pay for argon2 with every
 * request. What is kept is an HMAC under a key of this process, and the stored hash that it was right for: a changed
 * password is forgotten at once. It counts for the address it came from only, or whoever guesses from elsewhere could do
 * so past the limits.
 */
@Injectable()
export class VerifiedPasswords {
  readonly #key = randomBytes(32);
  readonly #verified = new Map<string, Verified>();

  /** The stored hash for which these were right; it must still be the user's. */
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
