import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../processes/free-port.js';
import { LaunchedProcess, type ProcessExit } from '../processes/launched-process.js';
import { whenReady } from '../processes/startup.js';
import { StartupLog } from '../processes/startup-log.js';
import { canSyncAlways, findNatsServer } from './find-nats-server.js';

const STARTUP_TIMEOUT_MS = 30_000;
const STOP_GRACE_MS = 10_000;
/**
 * More than all streams reserve together. Without it the server sizes itself to the room that is free when it starts, and
 * does not restore streams for which that is too little then; reserving takes no room.
 */
const MAX_FILE_STORE = '8GB';

export interface NatsServerOptions {
  /** Where JetStream keeps its data; without it a temporary folder that `stop` removes. */
  storeDir?: string;
  /** Without it a free port; a server that is started again under its old URL needs its old port. */
  port?: number;
  /** The address in {@link NatsServer.url}; 127.0.0.1, unless a certificate is for another name. */
  host?: string;
  /** More lines of the configuration file, such as an `include`. */
  configuration?: readonly string[];
  /** Variables that the configuration file names. */
  env?: Readonly<Record<string, string>>;
  /** The nats-server to run; without it {@link findNatsServer} looks for one. */
  binary?: string;
  /** See {@link LaunchedProcess}: for launchers that end their children themselves. */
  detached?: boolean;
  onLine?: (line: string) => void;
  /** Told as soon as the process exists, before it is ready. */
  onSpawn?: (pid: number) => void;
}

export interface NatsServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly storeDir: string;
  /** Resolves when the server has ended, for whatever reason. */
  readonly exited: Promise<ProcessExit>;
  kill(signal: NodeJS.Signals): boolean;
  stop(): Promise<void>;
}

/** Starts a real nats-server with JetStream on the loopback interface and returns when it takes connections. */
export async function startNatsServer(options: NatsServerOptions = {}): Promise<NatsServer> {
  const binary = options.binary ?? (await findNatsServer());
  if (options.storeDir !== undefined)
    return startOn(resolve(options.storeDir), binary, options, () => Promise.resolve());
  const storeDir = await mkdtemp(join(tmpdir(), 'wakeful-nats-'));
  const remove = (): Promise<void> => rm(storeDir, { recursive: true, force: true });
  try {
    return await startOn(storeDir, binary, options, remove);
  } catch (error) {
    await remove();
    throw error;
  }
}

async function startOn(
  storeDir: string,
  binary: string,
  options: NatsServerOptions,
  afterStop: () => Promise<void>,
): Promise<NatsServer> {
  await mkdir(storeDir, { recursive: true });
  const configFile = join(storeDir, 'nats-server.conf');
  const port = options.port ?? (await freePort());
  await writeFile(configFile, configuration(storeDir, port, await canSyncAlways(binary), options.configuration));

  const log = new StartupLog();
  const server = await LaunchedProcess.launch(binary, ['--config', configFile], {
    detached: options.detached ?? false,
    ...(options.env && { env: { ...process.env, ...options.env } }),
    ...(options.onSpawn && { onSpawn: options.onSpawn }),
    onLine: (line) => {
      log.add(line);
      options.onLine?.(line);
    },
  });
  await whenReady({
    program: 'nats-server',
    process: server,
    log,
    ready: /Server is ready/,
    timeoutMs: STARTUP_TIMEOUT_MS,
  });

  const stop = async (): Promise<void> => {
    await server.stop('SIGTERM', STOP_GRACE_MS);
    await afterStop();
  };
  return {
    url: `nats://${options.host ?? '127.0.0.1'}:${port}`,
    port,
    pid: server.pid,
    storeDir,
    exited: server.exited,
    kill: (signal) => server.kill(signal),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function configuration(storeDir: string, port: number, syncAlways: boolean, more: readonly string[] = []): string {
  return [
    'host: "127.0.0.1"',
    `port: ${port}`,
    'max_payload: 8MB',
    'jetstream {',
    `  store_dir: ${JSON.stringify(storeDir)}`,
    `  max_file_store: ${MAX_FILE_STORE}`,
    ...(syncAlways ? ['  sync_interval: always'] : []),
    '}',
    ...more,
    '',
  ].join('\n');
}
