import { Injectable } from '@nestjs/common';
import type { ChangePassword as ChangePasswordInput } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import type { Caller } from '../access/caller.js';
import { CheckPassword } from '../access/check-password.js';
import { PasswordHasher } from '../access/password-hasher.js';
import type { Principal } from '../access/principal.js';
import { AuditLog } from '../audit/audit-log.js';
import { inTransaction } from '../database/in-transaction.js';
import { InvalidRequestError } from '../http/request-error.js';

/** Gives a user another password, and ends every other session of theirs. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly dataSource: DataSource,
    private readonly checkPassword: CheckPassword,
    private readonly hasher: PasswordHasher,
    private readonly audit: AuditLog,
  ) {}

  /**
   * @param keep hash of the session that goes on; null: none does
   * @throws InvalidRequestError, UnauthenticatedError, TooManyLoginsError, LoginsBusyError
   */
  async execute(principal: Principal, input: ChangePasswordInput, keep: Buffer | null, caller: Caller): Promise<void> {
    await this.assertCurrent(principal, input.currentPassword, caller);
    const passwordHash = await this.hasher.hash(input.newPassword);
    const { id, email, name } = principal;
    await inTransaction(this.dataSource, async (manager) => {
      await manager.query('UPDATE users SET password_hash = $2, updated_at = now() WHERE id = $1', [id, passwordHash]);
      await manager.query('DELETE FROM sessions WHERE user_id = $1 AND token_hash IS DISTINCT FROM $2', [id, keep]);
      await manager.query('DELETE FROM login_links WHERE user_id = $1', [id]);
      const actor = { kind: 'user', id, name: email ?? name } as const;
      await this.audit.record({ actor, caller, operation: 'changePassword', target: { kind: 'user', id } }, manager);
    });
  }

  /** Who came by a link or by OIDC and never had a password sets their first one. */
  private async assertCurrent(principal: Principal, password: string | undefined, caller: Caller): Promise<void> {
    const [row] = await this.dataSource.query<{ hasPassword: boolean }[]>(
      'SELECT password_hash IS NOT NULL AS "hasPassword" FROM users WHERE id = $1',
      [principal.id],
    );
    if (!row?.hasPassword) return;
    if (password === undefined) throw new InvalidRequestError([{ path: 'currentPassword', message: 'is missing' }]);
    await this.checkPassword.execute({ email: principal.email ?? '', password }, caller);
  }
}
