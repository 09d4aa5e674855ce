import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import {
  type NatsServer,
  type PostgresServer,
  startNatsServer,
  startPostgres,
  type SystemOptions,
} from '@wakeful/launching';
import { makeTestCertificates } from '@wakeful/testing';
import { Client } from 'pg';
import { repoRoot } from './test-system.fixture.js';

/** Of deploy/nats/authorization.conf. */
export const natsUsers = [
  'migrate',
  'gateway',
  'scheduler',
  'checker',
  'recorder',
  'notifier',
  'debug-session',
] as const;
export type NatsUser = (typeof natsUsers)[number];

const passwordOf = (user: NatsUser): string => `pass-of-${user}`;
const variableOf = (user: NatsUser): string => `NATS_${user.toUpperCase().replace('-', '_')}_PASSWORD`;

/** What the configuration file of the server takes from its environment. */
const natsPasswords = Object.fromEntries(natsUsers.map((user) => [variableOf(user), passwordOf(user)]));

/** Of deploy/postgres/1-roles.sql. */
const databaseRoles = ['owner', 'gateway', 'scheduler', 'recorder', 'notifier'] as const;
export type DatabaseRole = (typeof databaseRoles)[number];
const DATABASE_NAME = 'wakeful';

/** Makes a database with the roles of an installation. Resolves to its address for each role. */
async function makeDatabase(postgres: PostgresServer, ca: string): Promise<(role: DatabaseRole) => string> {
  const run = async (url: string, statements: readonly string[]): Promise<void> => {
    const client = new Client({ connectionString: url, ssl: { ca } });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  await run(postgres.url(), [`CREATE DATABASE ${DATABASE_NAME}`]);
  await run(postgres.url(DATABASE_NAME), [
    await readFile(join(repoRoot, 'deploy/postgres/1-roles.sql'), 'utf8'),
    ...databaseRoles.map((role) => `ALTER ROLE wakeful_${role} PASSWORD 'pass-of-${role}'`),
  ]);
  return (role) => {
    const url = new URL(postgres.url(DATABASE_NAME));
    url.username = `wakeful_${role}`;
    url.password = `pass-of-${role}`;
    return url.href;
  };
}

/**
 * PostgreSQL and NATS as an installation has them: both with TLS, PostgreSQL with the roles of the file in deploy/postgres, and NATS
 * with the users of the file in deploy/nats.
 */
export interface SecuredStores extends AsyncDisposable {
  readonly postgres: PostgresServer;
  readonly nats: NatsServer;
  readonly ca: string;
  databaseUrl(role: DatabaseRole): string;
  /** Whatever the NATS server refused someone. */
  readonly violations: readonly string[];
  /** What the system has to be started with. */
  readonly options: Partial<SystemOptions>;
  connectAs(user: NatsUser): Promise<NatsConnection>;
}

export async function startSecuredStores(): Promise<SecuredStores> {
  const { ca, cert, key } = await makeTestCertificates('localhost');
  const folder = await mkdtemp(join(tmpdir(), 'wakeful-secured-'));
  const [certFile, keyFile] = [join(folder, 'server.crt'), join(folder, 'server.key')];
  await writeFile(certFile, cert);
  await writeFile(keyFile, key, { mode: 0o600 });
  const authorization = relative(folder, join(repoRoot, 'deploy/nats/authorization.conf'));
  const violations: string[] = [];
  const nats = await startNatsServer({
    onLine: (line) => void (/violation/i.test(line) && violations.push(line)),
    storeDir: folder,
    host: 'localhost',
    configuration: [
      // By default the server gives up a handshake that a busy machine does not finish in half a second.
      `tls { cert_file: ${JSON.stringify(certFile)}, key_file: ${JSON.stringify(keyFile)}, timeout: 10 }`,
      `include ${JSON.stringify(authorization)}`,
    ],
    env: natsPasswords,
  });
  const postgres = await startPostgres({ tls: { cert, key } });
  const databaseUrl = await makeDatabase(postgres, ca);
  const credentials = (user: NatsUser) => ({ NATS_USER: user, NATS_PASSWORD: passwordOf(user) });
  const services = natsUsers.filter((user) => user !== 'migrate');
  return {
    postgres,
    nats,
    ca,
    violations,
    databaseUrl,
    options: {
      databaseUrl: databaseUrl('owner'),
      natsUrl: nats.url,
      env: { DATABASE_CA: ca, NATS_CA: ca, DATABASE_ROLE_PREFIX: 'wakeful_', ...credentials('migrate') },
      instances: { 'debug-session': 1 },
      serviceEnv: Object.fromEntries(
        services.map((service) => {
          const role = databaseRoles.find((one) => one === service);
          return [service, { ...credentials(service), ...(role && { DATABASE_URL: databaseUrl(role) }) }];
        }),
      ),
    },
    connectAs: (user) =>
      connect({
        servers: nats.url,
        user,
        pass: passwordOf(user),
        tls: { ca },
        inboxPrefix: `_INBOX.${user}`,
        timeout: 5_000,
        reconnect: false,
      }),
    [Symbol.asyncDispose]: async () => {
      await postgres.stop();
      await nats.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
