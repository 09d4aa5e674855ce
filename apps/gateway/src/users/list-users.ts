import { Injectable } from '@nestjs/common';
import type { ListUsersQuery, Page, UserResponse } from '@wakeful/contracts';
import { DataSource } from 'typeorm';
import { userResponseOf, type UserRow, userSelect } from './read-users.js';

/** One page of the users, by e-mail address. */
@Injectable()
export class ListUsers {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ page, pageSize }: ListUsersQuery): Promise<Page<UserResponse>> {
    const rows = await this.dataSource.query<UserRow[]>(`${userSelect} ORDER BY lower(email) LIMIT $1 OFFSET $2`, [
      pageSize,
      (page - 1) * pageSize,
    ]);
    const [count] = await this.dataSource.query<{ total: number }[]>('SELECT count(*)::int AS total FROM users');
    return { items: rows.map(userResponseOf), total: count?.total ?? 0, page, pageSize };
  }
}
