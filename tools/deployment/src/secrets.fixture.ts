import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repoRoot } from './services.fixture.js';

const run = promisify(execFile);

/** A folder with the secrets that the helper makes: a temporary one, unless one is given. */
export async function makeSecrets(given?: string): Promise<AsyncDisposable & { readonly folder: string }> {
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'wakeful-secrets-')));
  await run('sh', [join(repoRoot, 'deploy/make-secrets.sh'), folder]);
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

/** The passwords of NATS' users among them, as the environment of a nats-server. */
export async function natsEnvironment(folder: string): Promise<Record<string, string>> {
  const lines = (await readFile(join(folder, 'nats.env'), 'utf8')).trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split('=', 2))) as Record<string, string>;
}
