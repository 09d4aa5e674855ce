import { lockInTransaction } from '@wakeful/persistence';
import type { EntityManager } from 'typeorm';
import { LastAdminError } from './users.errors.js';

/** Before anything about an admin changes: two admins must not take each other's role at the same moment. */
export const lockAdmins = (manager: EntityManager): Promise<void> => lockInTransaction(manager, 'admins');

/** @throws LastAdminError when nobody is left who can manage users */
export async function assertAdminRemains(manager: EntityManager): Promise<void> {
  const admins = await manager.query<unknown[]>(`SELECT 1 FROM users WHERE role = 'admin' AND enabled LIMIT 1`);
  if (admins.length === 0) throw new LastAdminError();
}
