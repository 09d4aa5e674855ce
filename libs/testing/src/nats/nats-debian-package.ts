import { execFile } from 'node:child_process';
import { access, chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fillOnce } from './cache-directory.js';

const run = promisify(execFile);

const DOWNLOAD_TIMEOUT_MS = 120_000;

/** Where the Debian package's server is, or would be, in the cache. */
export function debianBinary(cacheDir: string): string {
  return join(cacheDir, 'nats-server-debian', 'usr', 'sbin', 'nats-server');
}

/** Unpacks Debian's nats-server package into the cache, without installing anything, and returns its binary. */
export async function unpackDebianPackage(cacheDir: string): Promise<string> {
  await fillOnce(join(cacheDir, 'nats-server-debian'), async (partial) => {
    // As root apt downloads as the user _apt, which has to get at the folder; others may read it anyway.
    await chmod(partial, 0o755);
    await downloadPackage(partial);
    const archive = (await readdir(partial)).find((name) => name.endsWith('.deb'));
    if (!archive) throw new Error('apt-get download left no package');
    await run('dpkg', ['-x', join(partial, archive), partial]);
    await rm(join(partial, archive));
  });
  const binary = debianBinary(cacheDir);
  await access(binary);
  return binary;
}

async function downloadPackage(folder: string): Promise<void> {
  try {
    await aptDownload(folder);
  } catch (error) {
    // Containers often come without package lists; only root may fetch them.
    if (process.getuid?.() !== 0) throw error;
    await run('apt-get', ['update', '-qq'], { timeout: DOWNLOAD_TIMEOUT_MS });
    await aptDownload(folder);
  }
}

async function aptDownload(folder: string): Promise<void> {
  await run('apt-get', ['download', '-qq', 'nats-server'], { cwd: folder, timeout: DOWNLOAD_TIMEOUT_MS });
}
