import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** The environment variable by which the integration tier's specs find the cluster that jest started for them. */
export const TEST_POSTGRES_URL_VARIABLE = 'WAKEFUL_TEST_POSTGRES_URL';
const TEMPLATE = 'wakeful_template';

export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  /** Removes the database, and disconnects whoever is still in it. */
  drop(): Promise<void>;
}

/** A spec asked for a database outside the tier that provides one. */
export class TestClusterMissingError extends Error {
  readonly code = 'TEST_CLUSTER_MISSING';

  constructor() {
    super(
      `${TEST_POSTGRES_URL_VARIABLE} is not set: run specs that need a database as the jest project "integration" ` +
        '(name them *.integration.spec.ts).',
    );
    this.name = 'TestClusterMissingError';
  }
}

/** A database of its own for one spec file, with every migration applied: a copy of a template. */
export async function createTestDatabase(adminUrl = process.env[TEST_POSTGRES_URL_VARIABLE]): Promise<TestDatabase> {
  if (!adminUrl) throw new TestClusterMissingError();
  const name = `t_${randomBytes(8).toString('hex')}`;
  await administer(adminUrl, [`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`]);
  const drop = (): Promise<void> => administer(adminUrl, [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]);
  return { url: databaseUrl(adminUrl, name), drop, [Symbol.asyncDispose]: drop };
}

/**
 * Creates the template that {@link createTestDatabase} copies, and closes it, because a copy needs a template without
 * connections.
 */
export async function createTemplateDatabase(
  adminUrl: string,
  runMigrations: (databaseUrl: string) => Promise<void>,
): Promise<void> {
  await administer(adminUrl, [`CREATE DATABASE ${TEMPLATE}`]);
  await runMigrations(databaseUrl(adminUrl, TEMPLATE));
  await administer(adminUrl, [`ALTER DATABASE ${TEMPLATE} WITH ALLOW_CONNECTIONS false IS_TEMPLATE true`]);
}

function databaseUrl(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function administer(adminUrl: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
