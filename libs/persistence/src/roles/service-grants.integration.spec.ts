import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@wakeful/testing';
import { Client } from 'pg';
import { runMigrations } from '../run-migrations.js';
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

describe('the roles of the services', () => {
  it('belong to nobody, own nothing and may do nothing on their own', async () => {
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
    const count = async () => (await admin.query(`SELECT FROM pg_class WHERE relname IN ('users', '${today}')`)).rowCount;
    for (const name of ['users', today]) await admin.query(`SELECT drop_partition('${name}')`);
    expect(await count()).toBe(2);
  });

  /** Which service runs a statement: whose sources name it, or name a function of persistence that does. */
  async function sourcesOf(folder: string): Promise<string> {
    const names = await readdir(folder, { recursive: true });
    const files = names.filter((name) => /\.ts$/.test(name) && !/\.(spec|fixture|d)\.ts$/.test(name));
    return (await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))).join('\n');
  }

  it.each(servicesWithDatabase)('suffice for every statement that %s runs', async (service) => {
    const persistence = join(repoRoot, 'libs/persistence/src');
    const names = await readdir(persistence, { recursive: true });
    const modules = names.filter((name) => /\.ts$/.test(name) && !/\.(spec|fixture|d)\.ts$/.test(name));
    const sources = await sourcesOf(join(repoRoot, 'apps', service, 'src'));
    const uses = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(sources);
    const texts = new Set<string>();
    for (const name of modules) {
      const exported = (await import(join(persistence, name))) as Record<string, unknown>;
      for (const [key, value] of Object.entries(exported)) if (uses(key)) collect(value, texts);
    }
    const missing: string[] = [];
    for (const text of texts) {
      const code = await explainAs(service, text);
      if (code !== 'done') missing.push(`${code}: ${text}`);
    }
    expect(missing).toEqual([]);
  }, 60_000);

  /** Every statement that a value is or holds, such as both statements of pages. */
  function collect(value: unknown, texts: Set<string>): void {
    if (typeof value !== 'object' || value === null) return;
    if ('text' in value && 'parameters' in value && typeof value.text === 'string') texts.add(value.text);
    else for (const part of Object.values(value)) collect(part, texts);
  }

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
