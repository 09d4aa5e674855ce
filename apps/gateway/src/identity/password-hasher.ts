import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { LoginsBusyError } from './access.errors.js';

const TOKEN_BYTES = 32;
const KEY_PREFIX = 'wk_';
const HINT_LENGTH = KEY_PREFIX.length + 6;

/** The form of an API key; one that an operator made up must have it too. */
export const API_KEY = /^wk_[A-Za-z0-9_-]{32,200}$/;

export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');
export const newApiKey = (): string => `${KEY_PREFIX}${newToken()}`;

/** How a key begins, by which people tell their keys apart. */
export const hintOf = (key: string): string => key.slice(0, HINT_LENGTH);

/** What is stored of a token. It is random and long, so nothing slower is needed. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

/** As OWASP advises for argon2id, the library's default: each hashing takes 19 MiB for some tens of milliseconds. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Half of the threads that Node has for such work, and 38 MiB. */
const MAX_AT_ONCE = 2;
const MAX_WAITING = 50;

/**
 * Hashes and verifies passwords, a few at a time: a flood of logins can neither fill memory nor block everything else.
 */
@Injectable()
export class PasswordHasher {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #hashOfNobody: Promise<string> | undefined;

  /** @throws LoginsBusyError */
  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, COST));
  }

  /**
   * @param stored null: there is no such user, or none with a password. It takes as long all the same, so that the
   * timing does not reveal who has an account.
   * @throws LoginsBusyError
   */
  async verify(stored: string | null, password: string): Promise<boolean> {
    this.#hashOfNobody ??= hash(newToken(), COST);
    const against = stored ?? (await this.#hashOfNobody);
    const isRight = await this.inTurn(() => verify(against, password));
    return isRight && stored !== null;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= MAX_AT_ONCE) {
      if (this.#waiting.length >= MAX_WAITING) throw new LoginsBusyError();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      // The place goes straight to the next in line, if there is one.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
