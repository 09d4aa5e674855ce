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

/** Makes the trees of services as the Dockerfile does, step by step, in temporary folders. */
export async function makeProductionTrees(services: readonly string[]): Promise<Map<string, ProductionTree>> {
  const step = (...args: string[]) =>
    run(process.execPath, [join(repoRoot, 'tools/production-tree.mjs'), ...args], { timeout: INSTALL_TIMEOUT_MS });
  const packages = await mkdtemp(join(tmpdir(), 'wakeful-packages-'));
  try {
    await step('manifests', packages);
    await step('install', packages, ...services);
    const trees = new Map<string, ProductionTree>();
    for (const service of services) {
      const folder = await mkdtemp(join(tmpdir(), `wakeful-${service}-`));
      await step('modules', service, packages, folder);
      await step('code', service, folder, folder);
      const remove = () => rm(folder, { recursive: true });
      trees.set(service, { folder, bytes: await sizeOf(folder), [Symbol.asyncDispose]: remove });
    }
    return trees;
  } finally {
    await rm(packages, { recursive: true });
  }
}

async function sizeOf(path: string): Promise<number> {
  const info = await lstat(path);
  if (!info.isDirectory()) return info.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}
