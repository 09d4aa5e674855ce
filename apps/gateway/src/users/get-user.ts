import { Injectable } from '@nestjs/common';
import type { UserResponse } from '@wakeful/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { userResponseOf, type UserRow, userSelect } from './read-users.js';
import { UserNotFoundError } from './users.errors.js';

/** One user. */
@Injectable()
export class GetUser {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws UserNotFoundError */
  async execute(id: string, source: DataSource | EntityManager = this.dataSource): Promise<UserResponse> {
    const [row] = await source.query<UserRow[]>(`${userSelect} WHERE id = $1`, [id]);
    if (!row) throw new UserNotFoundError(id);
    return userResponseOf(row);
  }
}
