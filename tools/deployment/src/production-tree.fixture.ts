import { execFile } from 'node:child_process';
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repoRoot } from './services.fixture.js';

const run = promisify(execFile);
const INSTALL_TIMEOUT_MS = 180_000;

/** What the Dockerfile puts into an image: the packages of a service, and its built code. */
export interface ProductionTree extends AsyncDisposable {
  readonly folder: string;
  readonly bytes: number;
}

/** Makes the tree as the Dockerfile does, step by step, in a temporary folder. */
export async function makeProductionTree(service: string): Promise<ProductionTree> {
  const folder = await mkdtemp(join(tmpdir(), `wakeful-${service}-`));
  const step = (...args: string[]) =>
    run(process.execPath, [join(repoRoot, 'tools/production-tree.mjs'), ...args], { timeout: INSTALL_TIMEOUT_MS });
  await step('manifests', folder);
  await step('modules', service, folder);
  // In an image nothing else is there: what npm only had to know goes.
  for (const name of await readdir(folder)) {
    if (name !== 'node_modules') await rm(join(folder, name), { recursive: true });
  }
  await step('code', service, folder, folder);
  return { folder, bytes: await sizeOf(folder), [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

async function sizeOf(path: string): Promise<number> {
  const info = await lstat(path);
  if (!info.isDirectory()) return info.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}
