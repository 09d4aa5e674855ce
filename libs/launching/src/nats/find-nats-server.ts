import { execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDirectory } from '../processes/cache-directory.js';
import { debianBinary, unpackNatsServer } from './nats-debian-package.js';
import { downloadRelease, releaseBinary } from './nats-release.js';
import { NatsServerMissingError } from './nats-server-missing.error.js';

const run = promisify(execFile);

export interface FindNatsServerOptions {
  env?: NodeJS.ProcessEnv;
  /** Told before something takes longer, such as a download. */
  onProgress?: (sentence: string) => void;
}

/**
 * The path of a nats-server: `NATS_SERVER_BIN`, the PATH, the cache, the official release, Debian's package, in this
 * order; one that is too old for `sync_interval` only if no other is there. Throws {@link NatsServerMissingError} when
 * none can be had.
 */
export async function findNatsServer(options: FindNatsServerOptions = {}): Promise<string> {
  const env = options.env ?? process.env;
  const named = env['NATS_SERVER_BIN'];
  if (named) {
    if (await isExecutable(named)) return named;
    throw new NatsServerMissingError(['NATS_SERVER_BIN does not name an executable file']);
  }
  const found = [await onPath(env), inCache(env)].filter((path) => path !== undefined);
  for (const path of found) if (await canSyncAlways(path)) return path;
  return found[0] ?? bring(env, options.onProgress);
}

/**
 * Whether a nats-server knows `sync_interval`, which came with 2.10; 2.9 refuses a configuration that has it and syncs
 * every two minutes. That only matters when the whole machine dies, and then Postgres, the source of truth, has what NATS
 * has lost. One that cannot be run knows nothing.
 */
export async function canSyncAlways(binary: string): Promise<boolean> {
  const { stdout } = await run(binary, ['--version']).catch(() => ({ stdout: '' }));
  const [, major, minor] = /v(\d+)\.(\d+)/.exec(stdout) ?? [];
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 10);
}

async function onPath(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    const candidate = join(folder, 'nats-server');
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

function inCache(env: NodeJS.ProcessEnv): string | undefined {
  const cacheDir = cacheDirectory(env);
  return [releaseBinary(cacheDir), debianBinary(cacheDir)].find((binary) => existsSync(binary));
}

async function bring(env: NodeJS.ProcessEnv, onProgress?: (sentence: string) => void): Promise<string> {
  const cacheDir = cacheDirectory(env);
  const sources = [
    { name: "nats-server's official release", get: downloadRelease },
    { name: "Debian's nats-server package", get: unpackNatsServer },
  ];
  const attempts = ['no nats-server on the PATH'];
  for (const { name, get } of sources) {
    onProgress?.(`Downloading ${name}`);
    try {
      return await get(cacheDir);
    } catch (error) {
      attempts.push(`${name}: ${explain(error)}`);
    }
  }
  throw new NatsServerMissingError(attempts);
}

/** The innermost reason: fetch hides the network error in `cause`, and a command's output follows its first line. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return explain(error.cause);
  return error.message.split('\n', 1)[0] ?? error.name;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
