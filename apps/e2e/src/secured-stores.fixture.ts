import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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

/** PostgreSQL and NATS as an installation has them: both with TLS, and NATS with the users of the file in deploy/nats. */
export interface SecuredStores extends AsyncDisposable {
  readonly postgres: PostgresServer;
  readonly nats: NatsServer;
  readonly ca: string;
  /** Whatever the NATS server refused somebody. */
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
  const credentials = (user: NatsUser) => ({ NATS_USER: user, NATS_PASSWORD: passwordOf(user) });
  const services = natsUsers.filter((user) => user !== 'migrate');
  return {
    postgres,
    nats,
    ca,
    violations,
    options: {
      databaseUrl: postgres.url(),
      natsUrl: nats.url,
      env: { DATABASE_CA: ca, NATS_CA: ca, ...credentials('migrate') },
      instances: { 'debug-session': 1 },
      serviceEnv: Object.fromEntries(services.map((service) => [service, credentials(service)])),
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
