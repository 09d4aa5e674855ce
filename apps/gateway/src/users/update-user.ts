import { Injectable } from '@nestjs/common';
import type { UpdateUser as UpdateUserInput, UserResponse } from '@wakeful/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { PasswordHasher } from '../access/password-hasher.js';
import { violatesUnique } from '../database/database-errors.js';
import { inTransaction } from '../database/in-transaction.js';
import { GetUser } from './get-user.js';
import { assertAdminRemains, lockAdmins } from './last-admin.js';
import { DuplicateUserError } from './users.errors.js';

/** Changes the named fields of a user. A new password, and being disabled, end all of their sessions. */
@Injectable()
export class UpdateUser {
  constructor(
    private readonly dataSource: DataSource,
    private readonly hasher: PasswordHasher,
    private readonly getUser: GetUser,
  ) {}

  /** @throws UserNotFoundError, DuplicateUserError, LastAdminError, LoginsBusyError */
  async execute(id: string, changes: UpdateUserInput): Promise<UserResponse> {
    const { password, ...fields } = changes;
    const passwordHash = password === undefined ? undefined : await this.hasher.hash(password);
    try {
      return await inTransaction(this.dataSource, async (manager) => {
        await lockAdmins(manager);
        await this.getUser.execute(id, manager);
        await this.change(manager, id, { ...fields, passwordHash });
        await assertAdminRemains(manager);
        if (passwordHash !== undefined || fields.enabled === false) await this.endSessions(manager, id);
        return this.getUser.execute(id, manager);
      });
    } catch (error) {
      if (violatesUnique(error, 'users_email')) throw new DuplicateUserError(changes.email ?? '', error);
      throw error;
    }
  }

  private async change(
    manager: EntityManager,
    id: string,
    fields: Omit<UpdateUserInput, 'password'> & { passwordHash: string | undefined },
  ): Promise<void> {
    await manager.query(
      `UPDATE users SET email = coalesce($2, email), name = coalesce($3, name), role = coalesce($4, role),
              enabled = coalesce($5, enabled), password_hash = coalesce($6, password_hash), updated_at = now()
        WHERE id = $1`,
      [id, fields.email, fields.name, fields.role, fields.enabled, fields.passwordHash],
    );
  }

  private async endSessions(manager: EntityManager, id: string): Promise<void> {
    await manager.query('DELETE FROM sessions WHERE user_id = $1', [id]);
    await manager.query('DELETE FROM login_links WHERE user_id = $1', [id]);
  }
}
