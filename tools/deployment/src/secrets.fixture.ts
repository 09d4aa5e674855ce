import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repoRoot } from './services.fixture.js';

const run = promisify(execFile);

/** A temporary folder with the secrets that the helper makes. */
export async function makeSecrets(): Promise<AsyncDisposable & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'wakeful-secrets-'));
  await run('sh', [join(repoRoot, 'deploy/make-secrets.sh'), folder]);
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
