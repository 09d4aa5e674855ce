import type { DataSource } from 'typeorm';
import { bool, notNull, text } from '../sql/column-types.js';
import { define, rowsOf } from '../sql/run-statement.js';
import { statement } from '../sql/statement.js';
import { serviceFunctions, serviceGrants, servicesWithDatabase } from './service-grants.js';

const roleByName = statement(
  { isSuperuser: notNull(bool) },
  { name: text },
  'SELECT rolsuper AS is_superuser FROM pg_roles WHERE rolname = $name',
);
const currentSchema = statement({ schema: text }, {}, 'SELECT quote_ident(current_schema()) AS schema');

/** The roles of the services are not there, or may do everything anyway. */
export class RoleUnusableError extends Error {
  readonly code = 'DATABASE_ROLE_UNUSABLE';

  constructor(role: string, why: string) {
    super(`The role ${role} ${why}. docs/deployment.md tells how to make the roles of DATABASE_ROLE_PREFIX.`);
    this.name = 'RoleUnusableError';
  }
}

/**
 * Gives the role of each service, `prefix` and its name, what {@link serviceGrants} says, and takes from it everything else. In
 * one transaction, so that services that are at work notice nothing. Run by the owner of the tables.
 * @throws RoleUnusableError
 */
export async function grantToServices(dataSource: DataSource, prefix: string): Promise<void> {
  await dataSource.transaction(async (manager) => {
    const [row] = await rowsOf(manager, currentSchema);
    const schema = row?.schema ?? 'public';
    for (const service of servicesWithDatabase) {
      const name = `${prefix}${service}`;
      const [role] = await rowsOf(manager, roleByName, { name });
      if (!role) throw new RoleUnusableError(name, 'does not exist');
      if (role.isSuperuser) throw new RoleUnusableError(name, 'is a superuser');
      const grantee = `"${name}"`;
      await define(manager, `REVOKE ALL ON ALL TABLES IN SCHEMA ${schema} FROM ${grantee}`);
      await define(manager, `REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ${schema} FROM ${grantee}`);
      await define(manager, `GRANT USAGE ON SCHEMA ${schema} TO ${grantee}`);
      for (const [table, privileges] of Object.entries(serviceGrants[service])) {
        await define(manager, `GRANT ${privileges} ON ${schema}.${table} TO ${grantee}`);
      }
      for (const one of serviceFunctions[service] ?? []) {
        await define(manager, `GRANT EXECUTE ON FUNCTION ${schema}.${one} TO ${grantee}`);
      }
    }
  });
}
