import { execFile } from 'node:child_process';
import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fillOnce } from './cache-directory.js';

const run = promisify(execFile);

const DOWNLOAD_TIMEOUT_MS = 120_000;

/** Where the files of a Debian package are, or would be, in the cache. */
export const debianPackageFolder = (name: string, cacheDir: string): string => join(cacheDir, `${name}-debian`);

/** Unpacks a Debian package into the cache, without installing anything, and returns its folder. */
export async function unpackDebianPackage(name: string, cacheDir: string): Promise<string> {
  const folder = debianPackageFolder(name, cacheDir);
  await fillOnce(folder, async (partial) => {
    // As root apt downloads as the user _apt, which has to get at the folder; others may read it anyway.
    await chmod(partial, 0o755);
    await downloadPackage(name, partial);
    const archive = (await readdir(partial)).find((file) => file.endsWith('.deb'));
    if (!archive) throw new Error('apt-get download left no package');
    await run('dpkg', ['-x', join(partial, archive), partial]);
    await rm(join(partial, archive));
  });
  return folder;
}

async function downloadPackage(name: string, folder: string): Promise<void> {
  try {
    await aptDownload(name, folder);
  } catch (error) {
    // Containers often come without package lists; only root may fetch them.
    if (process.getuid?.() !== 0) throw error;
    await run('apt-get', ['update', '-qq'], { timeout: DOWNLOAD_TIMEOUT_MS });
    await aptDownload(name, folder);
  }
}

async function aptDownload(name: string, folder: string): Promise<void> {
  await run('apt-get', ['download', '-qq', name], { cwd: folder, timeout: DOWNLOAD_TIMEOUT_MS });
}
