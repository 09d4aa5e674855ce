import type { EntityManager } from 'typeorm';
import { LastAdminError } from './users.errors.js';

/** Any number; changes of users that could take the last admin away wait for each other on it. */
const ADMINS_LOCK = 7_238_021;

/** Before anything about an admin changes: two admins must not take each other's role at the same moment. */
export const lockAdmins = (manager: EntityManager): Promise<unknown> =>
  manager.query('SELECT pg_advisory_xact_lock($1)', [ADMINS_LOCK]);

/** @throws LastAdminError when nobody is left who can manage users */
export async function assertAdminRemains(manager: EntityManager): Promise<void> {
  const admins = await manager.query<unknown[]>(`SELECT 1 FROM users WHERE role = 'admin' AND enabled LIMIT 1`);
  if (admins.length === 0) throw new LastAdminError();
}
