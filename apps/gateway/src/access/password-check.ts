import { Injectable } from '@nestjs/common';
import { rowsOf, type RowsOf, userByEmail } from '@wakeful/persistence';
import { recordChange } from '../audit/audit-log.js';
import { GatewayContext } from '../context/context.js';
import { UnauthenticatedError } from '../identity/access.errors.js';
import type { Caller } from '../identity/caller.js';
import { LoginLimits } from './login-limits.js';
import { VerifiedPasswords } from './verified-passwords.js';

type PasswordRow = RowsOf<typeof userByEmail>[number];
export type CheckedUser = Pick<PasswordRow, 'id' | 'email' | 'name' | 'role'>;

/** Verifies an email address and password. */
@Injectable()
export class PasswordCheck {
  constructor(
    private readonly context: GatewayContext,
    private readonly limits: LoginLimits,
    private readonly verified: VerifiedPasswords,
  ) {}

  /** @throws UnauthenticatedError, TooManyLoginsError, LoginsBusyError */
  async userOf({ email, password }: { email: string; password: string }, caller: Caller): Promise<CheckedUser> {
    const known = await this.knownOf(email, password, caller.address);
    if (known) return known;
    this.limits.assertNotBlocked(email, caller.address);
    await this.limits.count(email, caller.address);
    const user = await this.find(email);
    const isRight = await this.context.passwords.verify(user?.enabled ? user.passwordHash : null, password);
    if (!user?.passwordHash || !isRight) {
      await recordChange(this.context, { actor: actorOf(user), caller, operation: 'loginFailed' });
      throw new UnauthenticatedError('Wrong email address or password.');
    }
    await this.limits.forgive(email, caller.address);
    this.verified.add(email, password, caller.address, user.passwordHash);
    return user;
  }

  /** A script that just authenticated keeps working while its password is under attack. */
  private async knownOf(email: string, password: string, address: string): Promise<CheckedUser | null> {
    const storedHash = this.verified.hashFor(email, password, address);
    if (storedHash === null) return null;
    const user = await this.find(email);
    return user?.enabled && user.passwordHash === storedHash ? user : null;
  }

  private async find(email: string): Promise<PasswordRow | undefined> {
    const [row] = await rowsOf(this.context.database, userByEmail, { email });
    return row;
  }
}

const actorOf = (user: PasswordRow | undefined) =>
  ({ kind: 'nobody', id: user?.id ?? null, name: user?.email ?? '(no such user)' }) as const;
