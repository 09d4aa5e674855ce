import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cacheDirectory } from '../processes/cache-directory.js';
import { debianBinary, unpackNatsServer } from './nats-debian-package.js';
import { downloadRelease, releaseBinary } from './nats-release.js';
import { NatsServerMissingError } from './nats-server-missing.error.js';

export interface FindNatsServerOptions {
  env?: NodeJS.ProcessEnv;
  /** Told before something takes longer, such as a download. */
  onProgress?: (sentence: string) => void;
}

/**
 * The path of a nats-server: `NATS_SERVER_BIN`, the PATH, the cache, the official release, Debian's package, in this
 * order. Throws {@link NatsServerMissingError} when none can be had.
 */
export async function findNatsServer(options: FindNatsServerOptions = {}): Promise<string> {
  const env = options.env ?? process.env;
  const named = env['NATS_SERVER_BIN'];
  if (named) {
    if (await isExecutable(named)) return named;
    throw new NatsServerMissingError(['NATS_SERVER_BIN does not name an executable file']);
  }
  return (await onPath(env)) ?? (await inCache(env)) ?? bring(env, options.onProgress);
}

async function onPath(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    const candidate = join(folder, 'nats-server');
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

async function inCache(env: NodeJS.ProcessEnv): Promise<string | undefined> {
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
