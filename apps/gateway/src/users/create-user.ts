import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CreateUser as CreateUserInput, UserResponse } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { PasswordHasher } from '../access/password-hasher.js';
import { violatesUnique } from '../database/database-errors.js';
import { inTransaction } from '../database/in-transaction.js';
import { GetUser } from './get-user.js';
import { DuplicateUserError } from './users.errors.js';

/** Adds a user. Without a password they come in by a login link or by OIDC. */
@Injectable()
export class CreateUser {
  constructor(
    private readonly dataSource: DataSource,
    private readonly hasher: PasswordHasher,
    private readonly getUser: GetUser,
  ) {}

  /** @throws DuplicateUserError, LoginsBusyError */
  async execute({ email, name, role, password }: CreateUserInput): Promise<UserResponse> {
    const id = randomUUID();
    const passwordHash = password === undefined ? null : await this.hasher.hash(password);
    try {
      return await inTransaction(this.dataSource, async (manager) => {
        await manager.query('INSERT INTO users (id, email, name, role, password_hash) VALUES ($1, $2, $3, $4, $5)', [
          id,
          email,
          name ?? email.split('@', 1)[0],
          role,
          passwordHash,
        ]);
        return this.getUser.execute(id, manager);
      });
    } catch (error) {
      if (violatesUnique(error, 'users_email')) throw new DuplicateUserError(email, error);
      throw error;
    }
  }
}
