import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** Where downloaded programs are kept: `WAKEFUL_CACHE_DIR`, or `.wakeful/cache` in the repository. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env['WAKEFUL_CACHE_DIR'] || join(repositoryRoot(), '.wakeful', 'cache'));
}

function repositoryRoot(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'nx.json'))) return folder;
    if (folder === dirname(folder)) return process.cwd();
  }
}

/**
 * Fills a folder of the cache in a way that leaves it whole or absent: it is filled under another name and renamed, and
 * of several callers at once the first one wins.
 */
export async function fillOnce(folder: string, fill: (partial: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  await mkdir(dirname(folder), { recursive: true });
  const partial = await mkdtemp(`${folder}.partial-`);
  try {
    await fill(partial);
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Someone else was faster: their folder is as good as ours.
    if (!existsSync(folder)) throw error;
  }
}
