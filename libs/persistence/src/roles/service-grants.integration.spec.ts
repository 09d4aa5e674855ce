import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@wakeful/testing';
import { Client } from 'pg';
import { runMigrations } from '../run-migrations.js';
import { definedStatements } from '../sql/statement.js';
import { serviceGrants, servicesWithDatabase, type ServiceWithDatabase } from './service-grants.js';

const repoRoot = join(import.meta.dirname, '../../../..');
const PREFIX = 'wakeful_';
const INSUFFICIENT_PRIVILEGE = '42501';

let database: TestDatabase;
let admin: Client;
beforeAll(async () => {
  database = await createTestDatabase();
  admin = new Client({ connectionString: database.url });
  await admin.connect();
  // Twice: both may run again, and what was one role's becomes the owner's.
  for (let run = 0; run < 2; run++) {
    await admin.query(readFileSync(join(repoRoot, 'deploy/postgres/1-roles.sql'), 'utf8'));
    await runMigrations(database.url, { rolePrefix: PREFIX });
  }
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

/** Runs a statement as a service, and takes back what it did. */
async function as(service: ServiceWithDatabase | 'owner', sql: string): Promise<string> {
  await admin.query('BEGIN');
  try {
    await admin.query(`SET LOCAL ROLE ${PREFIX}${service}`);
    await admin.query(sql);
    return 'done';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    await admin.query('ROLLBACK');
  }
}

const persistence = join(repoRoot, 'libs/persistence/src');

async function sourcesIn(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => /\.ts$/.test(name) && !/\.(spec|fixture|d)\.ts$/.test(name));
  const read = files.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const);
  return new Map(await Promise.all(read));
}

/** A module of persistence: its exports, the statements that only it knows, and the names that it takes from others. */
interface Module {
  readonly exported: ReadonlyMap<string, ReadonlySet<string>>;
  readonly inner: ReadonlySet<string>;
  readonly taken: readonly string[];
}

/** Every statement that a value is or holds, such as both statements of pages. */
function textsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('text' in value && 'parameters' in value && typeof value.text === 'string') return [value.text];
  return Object.values(value).flatMap(textsIn);
}

const modulesOfPersistence = async (): Promise<Map<string, Module>> => {
  const sources = await sourcesIn(persistence);
  const modules = new Map<string, Module>();
  const load = async (name: string): Promise<void> => {
    const source = sources.get(name);
    if (source === undefined || modules.has(name)) return;
    modules.set(name, { exported: new Map(), inner: new Set(), taken: [] });
    const imports = [...source.matchAll(/import \{([^}]*)\} from '(\.[^']+)\.js'/g)];
    // What it imports first, so that what is new afterwards is its own.
    for (const [, , path = ''] of imports) await load(normalize(join(dirname(name), `${path}.ts`)));
    const before = definedStatements.length;
    const values = (await import(join(persistence, name))) as Record<string, unknown>;
    const exported = new Map(Object.entries(values).map(([key, value]) => [key, new Set(textsIn(value))]));
    const own = definedStatements.slice(before).map(({ text }) => text);
    const told = new Set([...exported.values()].flatMap((texts) => [...texts]));
    const taken = imports.flatMap(([, names = '']) =>
      names.split(',').map((one) => one.replace(/^\s*type /, '').trim()),
    );
    modules.set(name, { exported, inner: new Set(own.filter((text) => !told.has(text))), taken });
  };
  for (const name of sources.keys()) await load(name);
  return modules;
};

/** The statements that a service runs: those it names, and those of the functions that it names, and so on. */
async function statementsOf(service: ServiceWithDatabase): Promise<Set<string>> {
  const modules = await modulesOfPersistence();
  const sources = [...(await sourcesIn(join(repoRoot, 'apps', service, 'src'))).values()].join('\n');
  const names = new Set(sources.match(/\b[A-Za-z]\w*\b/g));
  const found = new Set<string>();
  for (let size = -1; size !== names.size;) {
    size = names.size;
    for (const { exported, inner, taken } of modules.values()) {
      const used = [...exported.keys()].filter((name) => names.has(name));
      if (used.length === 0) continue;
      for (const text of used.flatMap((name) => [...(exported.get(name) ?? [])])) found.add(text);
      // Statements alone take nothing of the rest of their module along.
      if (used.every((name) => (exported.get(name)?.size ?? 0) > 0)) continue;
      for (const text of inner) found.add(text);
      for (const name of taken) names.add(name);
    }
  }
  return found;
}

describe('the roles of the services', () => {
  it('are made, twice, by an administrator who is no superuser and owns the database', async () => {
    const sql = readFileSync(join(repoRoot, 'deploy/postgres/1-roles.sql'), 'utf8');
    // Roles belong to the whole server, and a role has one maker: names of their own.
    const prefix = `t${randomBytes(6).toString('hex')}_`;
    const name = `${prefix}administrator`;
    await admin.query(`CREATE ROLE ${name} LOGIN CREATEROLE PASSWORD '${name}'`);
    await admin.query(`CREATE DATABASE ${name} OWNER ${name} TEMPLATE template0`);
    const url = Object.assign(new URL(database.url), { username: name, password: name, pathname: `/${name}` });
    const administrator = new Client({ connectionString: url.href });
    try {
      await administrator.connect();
      await administrator.query('CREATE TABLE from_before (id int)');
      for (let run = 0; run < 2; run++) await administrator.query(sql.replaceAll(PREFIX, prefix));
      const { rows } = await administrator.query(
        `SELECT tableowner AS table, nspowner::regrole::text AS schema FROM pg_tables JOIN pg_namespace ON nspname = schemaname
          WHERE tablename = 'from_before'`,
      );
      expect(rows).toEqual([{ table: `${prefix}owner`, schema: `${prefix}owner` }]);
    } finally {
      await administrator.end();
      await admin.query(`DROP DATABASE ${name}`);
      for (const role of ['owner', ...servicesWithDatabase]) await admin.query(`DROP ROLE IF EXISTS ${prefix}${role}`);
      await admin.query(`DROP ROLE ${name}`);
    }
  });

  it('belong to no one, own nothing and may do nothing on their own', async () => {
    const { rows } = await admin.query(
      `SELECT rolname FROM pg_roles WHERE rolname LIKE 'wakeful\\_%' AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls)`,
    );
    expect(rows).toEqual([]);
    const { rows: owned } = await admin.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relowner <> 'wakeful_owner'::regrole`,
    );
    expect(owned).toEqual([]);
    for (const service of servicesWithDatabase) {
      expect(await as(service, 'CREATE TABLE own (id int)')).toBe(INSUFFICIENT_PRIVILEGE);
      expect(await as(service, 'DROP TABLE monitors')).toBe(INSUFFICIENT_PRIVILEGE);
    }
  });

  it('are what the gateway, which shows everything, can read: no table is forgotten', async () => {
    const { rows } = await admin.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(serviceGrants.gateway).toSorted());
  });

  const tables = Object.keys(serviceGrants.gateway);
  const foreign = servicesWithDatabase.flatMap((service) =>
    tables.filter((table) => !(table in serviceGrants[service])).map((table) => [service, table] as const),
  );
  it.each(foreign)('%s gets nowhere with %s', async (service, table) => {
    expect(await as(service, `SELECT FROM ${table}`)).toBe(INSUFFICIENT_PRIVILEGE);
    expect(await as(service, `DELETE FROM ${table}`)).toBe(INSUFFICIENT_PRIVILEGE);
  });

  const refused: [ServiceWithDatabase, string, string][] = [
    ['notifier', 'read hashes of passwords', 'SELECT password_hash FROM users'],
    ['recorder', 'read sessions', 'SELECT * FROM sessions'],
    ['scheduler', 'read API keys', 'SELECT * FROM api_keys'],
    ['scheduler', 'change a monitor', `UPDATE monitors SET url = 'http://elsewhere.example'`],
    ['recorder', 'change a monitor', `UPDATE monitors SET url = 'http://elsewhere.example'`],
    ['notifier', 'change where alerts go', `UPDATE notification_channels SET sealed_settings = ''`],
    ['recorder', 'read where alerts go', 'SELECT * FROM notification_channels'],
    ['gateway', 'invent a check', `DELETE FROM checks`],
    ['gateway', 'remove an outage', 'DELETE FROM downtime_windows'],
    ['gateway', 'move the beginning of an outage', 'UPDATE downtime_windows SET started_at = now()'],
    ['gateway', 'change the audit log', 'SELECT FROM audit_log FOR UPDATE'],
    ['gateway', 'drop what was measured', `SELECT drop_partition('checks_2026_01_01')`],
    ['notifier', 'make partitions', `SELECT make_partition('checks', now())`],
  ];
  it.each(refused)('%s cannot %s', async (service, _what, sql) => {
    expect(await as(service, sql)).toBe(INSUFFICIENT_PRIVILEGE);
  });

  it('let the recorder make and drop partitions of its tables, and nothing else', async () => {
    expect(await as('recorder', `SELECT make_partition('checks', now() + interval '20 days')`)).toBe('done');
    expect(await as('recorder', `SELECT make_partition('monitors', now())`)).toBe('P0001');
    const today = `checks_${new Date().toISOString().slice(0, 10).replaceAll('-', '_')}`;
    const count = async () =>
      (await admin.query(`SELECT FROM pg_class WHERE relname IN ('users', '${today}')`)).rowCount;
    for (const name of ['users', today]) await admin.query(`SELECT drop_partition('${name}')`);
    expect(await count()).toBe(2);
  });

  it.each(servicesWithDatabase)(
    'suffice for every statement that %s runs',
    async (service) => {
      const missing: string[] = [];
      for (const text of await statementsOf(service)) {
        const outcome = await explainAs(service, text);
        if (outcome !== 'done') missing.push(`${outcome}: ${text}`);
      }
      expect(missing).toEqual([]);
    },
    60_000,
  );

  /** Postgres asks for the rights when a plan is begun, also by EXPLAIN, which runs nothing. */
  async function explainAs(service: ServiceWithDatabase, text: string): Promise<string> {
    const count = Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
    const nulls = count === 0 ? '' : `(${Array.from({ length: count }, () => 'NULL').join(', ')})`;
    await admin.query('BEGIN');
    try {
      await admin.query(`SET LOCAL ROLE ${PREFIX}${service}`);
      await admin.query(`PREPARE one AS ${text}`);
      await admin.query(`EXPLAIN EXECUTE one ${nulls}`);
      return 'done';
    } catch (error) {
      return (error as Error).message;
    } finally {
      await admin.query('ROLLBACK');
      await admin.query('DEALLOCATE ALL');
    }
  }
});
