import type { ListUsersQuery, Page, UserResponse } from '@wakeful/contracts';
import { readPage, rowsOf, userById, userPages } from '@wakeful/persistence';
import type { ReadContext } from '../context/context.js';
import { UserNotFoundError } from './users.errors.js';

/** One page of the users, by email address. */
export const listUsers = ({ database }: ReadContext, query: ListUsersQuery): Promise<Page<UserResponse>> =>
  readPage(database, userPages, query);

/** @throws UserNotFoundError */
export async function readUser({ database }: ReadContext, id: string): Promise<UserResponse> {
  const [user] = await rowsOf(database, userById, { id });
  if (!user) throw new UserNotFoundError(id);
  return user;
}
