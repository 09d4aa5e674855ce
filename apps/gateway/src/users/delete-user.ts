import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '../database/in-transaction.js';
import { GetUser } from './get-user.js';
import { assertAdminRemains, lockAdmins } from './last-admin.js';

/** Removes a user with their sessions and keys. What they did stays in the audit log. */
@Injectable()
export class DeleteUser {
  constructor(
    private readonly dataSource: DataSource,
    private readonly getUser: GetUser,
  ) {}

  /** @throws UserNotFoundError, LastAdminError */
  async execute(id: string): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      await lockAdmins(manager);
      await this.getUser.execute(id, manager);
      await manager.query('DELETE FROM users WHERE id = $1', [id]);
      await assertAdminRemains(manager);
    });
  }
}
