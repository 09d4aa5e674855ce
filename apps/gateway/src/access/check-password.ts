import { Injectable } from '@nestjs/common';
import type { Role } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { AuditLog } from '../audit/audit-log.js';
import { UnauthenticatedError } from './access.errors.js';
import type { Caller } from './caller.js';
import { LoginLimits } from './login-limits.js';
import { PasswordHasher } from './password-hasher.js';
import { VerifiedPasswords } from './verified-passwords.js';

interface PasswordRow {
  id: string;
  email: string;
  name: string;
  role: Role;
  enabled: boolean;
  passwordHash: string | null;
}

export type CheckedUser = Pick<PasswordRow, 'id' | 'email' | 'name' | 'role'>;

/** Holds an e-mail address and a password against what is stored. */
@Injectable()
export class CheckPassword {
  constructor(
    private readonly dataSource: DataSource,
    private readonly limits: LoginLimits,
    private readonly hasher: PasswordHasher,
    private readonly verified: VerifiedPasswords,
    private readonly audit: AuditLog,
  ) {}

  /** @throws UnauthenticatedError, TooManyLoginsError, LoginsBusyError */
  async execute({ email, password }: { email: string; password: string }, caller: Caller): Promise<CheckedUser> {
    const known = await this.knownOf(email, password, caller.address);
    if (known) return known;
    this.limits.assertNotBlocked(email, caller.address);
    await this.limits.count(email, caller.address);
    const user = await this.find(email);
    const isRight = await this.hasher.verify(user?.enabled ? user.passwordHash : null, password);
    if (!user?.passwordHash || !isRight) {
      await this.audit.record({ actor: actorOf(user), caller, operation: 'loginFailed' });
      throw new UnauthenticatedError('The e-mail address or the password is wrong.');
    }
    await this.limits.forgive(email, caller.address);
    this.verified.add(email, password, caller.address, user.passwordHash);
    return user;
  }

  /** A script that was right a moment ago goes on, also while somebody else tries to guess its password. */
  private async knownOf(email: string, password: string, address: string): Promise<CheckedUser | null> {
    const storedHash = this.verified.hashFor(email, password, address);
    if (storedHash === null) return null;
    const user = await this.find(email);
    return user?.enabled && user.passwordHash === storedHash ? user : null;
  }

  private async find(email: string): Promise<PasswordRow | undefined> {
    const [row] = await this.dataSource.query<PasswordRow[]>(
      `SELECT id, email, name, role, enabled, password_hash AS "passwordHash" FROM users WHERE lower(email) = lower($1)`,
      [email],
    );
    return row;
  }
}

const actorOf = (user: PasswordRow | undefined) =>
  ({ kind: 'nobody', id: user?.id ?? null, name: user?.email ?? '(no such user)' }) as const;
