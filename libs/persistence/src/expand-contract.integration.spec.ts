import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@wakeful/testing';
import { DataSource } from 'typeorm';
import { createDataSource } from './data-source.js';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly hasDefault: boolean;
}
type Schema = Map<string, Column>;

const migrationsFolder = join(import.meta.dirname, 'migrations');
/** One after the other, as they are numbered: each leads from the schema of one release to that of the next. */
const steps = readdirSync(migrationsFolder)
  .filter((file) => /^\d+-.+\.ts$/.test(file))
  .sort();
const kindOf = (file: string): string | undefined =>
  /^ \* (expand|contract)\. /m.exec(readFileSync(join(migrationsFolder, file), 'utf8'))?.[1];

async function readSchema(dataSource: DataSource): Promise<Schema> {
  // A partition has the columns of its table; which there are follows from the day.
  const rows = await dataSource.query<(Omit<Column, 'name'> & { table: string; column: string })[]>(
    `SELECT c.relname AS table, a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type,
            a.attnotnull AS "isRequired", a.atthasdef OR a.attidentity <> '' AS "hasDefault"
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relname <> 'migrations' AND a.attnum > 0 AND NOT a.attisdropped
      UNION ALL
     SELECT 'function', p.oid::regprocedure::text, p.prorettype::regtype::text, false, false
       FROM pg_proc p
      WHERE p.pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`,
  );
  return new Map(
    rows.map(({ table, column, ...rest }) => [`${table}.${column}`, { name: `${table}.${column}`, ...rest }]),
  );
}

/** What a program that knows the schema `before` only would stumble over when it reads and writes the schema `after`. */
function obstacles(before: Schema, after: Schema): string[] {
  const tables = new Set([...before.keys()].map((name) => name.split('.')[0]));
  const lost = [...before.values()].flatMap(({ name, type, isRequired, hasDefault }) => {
    const now = after.get(name);
    if (!now) return [`${name} is gone`];
    if (now.type !== type) return [`${name} is ${now.type} and was ${type}`];
    const isNewlyRequired = now.isRequired && !now.hasDefault && (!isRequired || hasDefault);
    return isNewlyRequired ? [`${name} must be given now`] : [];
  });
  const demanded = [...after.values()].filter(
    ({ name, isRequired, hasDefault }) =>
      tables.has(name.split('.')[0]) && !before.has(name) && isRequired && !hasDefault,
  );
  return [...lost, ...demanded.map(({ name }) => `${name} is new and must be given`)];
}

/** During a roll-out services of the release before and of this one run side by side, on the schema of this one. */
describe('migrations', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  /** After none of them, one of them, and so on. */
  const schemas: Schema[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await createDataSource(database.url, 'expand-contract-spec', 2).initialize();
    for (const _step of steps) await dataSource.undoLastMigration({ transaction: 'each' });
    schemas.push(await readSchema(dataSource));
    for (const _step of steps) {
      await applyOne(inOrder()[schemas.length - 1]);
      schemas.push(await readSchema(dataSource));
    }
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const timestampOf = (migration: object | undefined): number =>
    Number(/\d+$/.exec(migration?.constructor.name ?? '')?.[0]);
  const inOrder = (): object[] => dataSource.migrations.toSorted((a, b) => timestampOf(a) - timestampOf(b));
  /** By a program that knows the migrations up to this one, as that of its release did. */
  async function applyOne(last: object | undefined): Promise<void> {
    await using release = await releaseWith(last);
    await release.dataSource.runMigrations();
  }
  async function releaseWith(last: object | undefined): Promise<AsyncDisposable & { dataSource: DataSource }> {
    const known = dataSource.migrations.filter((one) => timestampOf(one) <= timestampOf(last));
    const { options } = createDataSource(database.url, 'expand-contract-spec', 2);
    const migrations = known.map((one) => one.constructor as new () => object);
    const older = await new DataSource({ ...options, migrations } as typeof options).initialize();
    return { dataSource: older, [Symbol.asyncDispose]: () => older.destroy() };
  }

  it('are all known to the data source, and lead from nothing to the schema that a new database has', async () => {
    expect(dataSource.migrations).toHaveLength(steps.length);
    expect(schemas[0]?.size).toBe(0);
    await using fresh = await createTestDatabase();
    const other = await createDataSource(fresh.url, 'expand-contract-spec', 2).initialize();
    expect(schemas.at(-1)).toEqual(await readSchema(other).finally(() => other.destroy()));
  });

  it.each(steps)('say whether they expand or contract: %s', (file) => {
    expect(kindOf(file)).toMatch(/^(expand|contract)$/);
  });

  it.each(steps.map((file, index) => ({ file, index })).filter(({ file }) => kindOf(file) === 'expand'))(
    'that expand leave to the release before what it reads and writes: $file',
    ({ index }) => {
      expect(obstacles(schemas[index]!, schemas[index + 1]!)).toEqual([]);
      expect(schemas[index + 1]!.size).toBeGreaterThan(schemas[index]!.size);
    },
  );

  it('are held against a rule that notices what would break the release before', () => {
    const text = { type: 'text', isRequired: true, hasDefault: false };
    const before = new Map([['pages.url', { name: 'pages.url', ...text }]]);
    expect(obstacles(before, new Map())).toEqual(['pages.url is gone']);
    const after = new Map([
      ['pages.url', { name: 'pages.url', ...text, type: 'bytea' }],
      ['pages.title', { name: 'pages.title', ...text }],
      ['others.title', { name: 'others.title', ...text }],
    ]);
    expect(obstacles(before, after)).toEqual([
      'pages.url is bytea and was text',
      'pages.title is new and must be given',
    ]);
  });

  it('leave the release before ready on the new schema, and this one not ready on the old schema', async () => {
    await using before = await releaseWith(inOrder().at(-2));
    expect(await before.dataSource.showMigrations()).toBe(false);
    expect(await dataSource.showMigrations()).toBe(false);
    await dataSource.undoLastMigration({ transaction: 'each' });
    expect(await before.dataSource.showMigrations()).toBe(false);
    expect(await dataSource.showMigrations()).toBe(true);
    await dataSource.runMigrations();
  });
});
