import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type RowsOf, rowsOf, userByEmail } from '@wakeful/persistence';
import { recordChange } from '../audit/audit-log.js';
import { GatewayContext } from '../context/context.js';
import { UnauthenticatedError } from '../identity/access.errors.js';
import type { Caller } from '../identity/principal.js';
import { LoginLimits } from './login-limits.js';
import { SecondFactorCheck } from './second-factor-check.js';

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

type PasswordRow = RowsOf<typeof userByEmail>[number];
type RightUser = PasswordRow & { passwordHash: string };
interface PasswordProof {
  email: string;
  password: string;
}
type CheckedUser = Pick<PasswordRow, 'id' | 'email' | 'name' | 'role' | 'passwordHash'> & { isWithoutFactor: boolean };

/** Verifies an email address and password. */
@Injectable()
export class PasswordCheck {
  constructor(
    private readonly context: GatewayContext,
    private readonly limits: LoginLimits,
    private readonly secondFactor: SecondFactorCheck,
    private readonly verified: VerifiedPasswords,
  ) {}

  /**
   * The user with these credentials. Attempts count until the login is complete: the correct password of a user with a
   * second factor only takes back its own attempt.
   * @throws UnauthenticatedError, SecondFactorNeededError, TooManyLoginsError, LoginsBusyError
   */
  async userOf(
    { code, ...password }: PasswordProof & { code?: string | undefined },
    caller: Caller,
  ): Promise<CheckedUser> {
    const known = await this.knownOf(password, caller.address);
    if (known) return known;
    const user = await this.rightUser(password, caller);
    const hasFactor = await this.secondFactor.isSetUpBy(user.id);
    if (hasFactor) {
      await this.limits.takeBack(password.email, caller.address);
      await this.secondFactor.assertCode(user, code, caller);
    } else {
      await this.limits.forgive(password.email, caller.address);
      this.verified.add(password.email, password.password, caller.address, user.passwordHash);
    }
    return { ...user, isWithoutFactor: !hasFactor };
  }

  /**
   * Confirms the password of a user who is already logged in.
   * @throws UnauthenticatedError, TooManyLoginsError, LoginsBusyError
   */
  async confirm(password: PasswordProof, caller: Caller): Promise<void> {
    await this.rightUser(password, caller);
    await this.limits.forgive(password.email, caller.address);
  }

  private async rightUser({ email, password }: PasswordProof, caller: Caller): Promise<RightUser> {
    this.limits.assertNotBlocked(email, caller.address);
    await this.limits.count(email, caller.address);
    const user = await this.find(email);
    const isRight = await this.context.passwords.verify(user?.enabled ? user.passwordHash : null, password);
    if (!user?.passwordHash || !isRight) {
      await recordChange(this.context, { actor: actorOf(user), caller, operation: 'loginFailed' });
      throw new UnauthenticatedError('Wrong email address or password.');
    }
    return { ...user, passwordHash: user.passwordHash };
  }

  /** A script that just authenticated keeps working while its password is under attack. */
  private async knownOf({ email, password }: PasswordProof, address: string): Promise<CheckedUser | null> {
    const storedHash = this.verified.hashFor(email, password, address);
    if (storedHash === null) return null;
    const user = await this.find(email);
    const isRight = user?.enabled && user.passwordHash === storedHash && !(await this.secondFactor.isSetUpBy(user.id));
    return isRight ? { ...user, isWithoutFactor: true } : null;
  }

  private async find(email: string): Promise<PasswordRow | undefined> {
    const [row] = await rowsOf(this.context.database, userByEmail, { email });
    return row;
  }
}

const actorOf = (user: PasswordRow | undefined) =>
  ({ kind: 'nobody', id: user?.id ?? null, name: user?.email ?? '(no such user)' }) as const;
