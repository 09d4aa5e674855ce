import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fillOnce } from './cache-directory.js';

const run = promisify(execFile);

const DOWNLOAD_TIMEOUT_MS = 120_000;

/** Where the files of a Debian package are, or would be, in the cache. */
export const debianPackageFolder = (name: string, cacheDir: string): string => join(cacheDir, `${name}-debian`);

/**
 * Unpacks a Debian package into the cache, without installing anything, and returns its folder. `suite` is that of a
 * release, such as `trixie`, on the mirror that this machine uses; without it, what the machine would install.
 */
export async function unpackDebianPackage(name: string, cacheDir: string, suite?: string): Promise<string> {
  const folder = debianPackageFolder(name, cacheDir);
  await fillOnce(folder, async (partial) => {
    // As root apt downloads as the user _apt, which has to get at the folder; others may read it anyway.
    await chmod(partial, 0o755);
    await (suite === undefined ? downloadPackage(name, partial) : downloadFromSuite(name, partial, suite));
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

async function aptDownload(name: string, folder: string, options: readonly string[] = []): Promise<void> {
  await run('apt-get', [...options, 'download', '-qq', name], { cwd: folder, timeout: DOWNLOAD_TIMEOUT_MS });
}

/** With package lists of its own, so that nothing of the machine's changes. */
async function downloadFromSuite(name: string, folder: string, suite: string): Promise<void> {
  const own = join(folder, '.apt');
  await mkdir(join(own, 'lists', 'partial'), { recursive: true });
  const format = '$(REPO_URI)|$(COMPONENT)|$(CODENAME)';
  const { stdout } = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const main = stdout.split('\n').find((line) => /\|main\|[a-z]+$/.test(line));
  if (!main) throw new Error('apt-get knows no mirror of Debian');
  await writeFile(join(own, 'sources.list'), `deb ${main.split('|')[0]} ${suite} main\n`);
  const settings = {
    'Dir::Etc::sourcelist': join(own, 'sources.list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(own, 'lists'),
    'Dir::Cache::pkgcache': '',
    'Dir::Cache::srcpkgcache': '',
    'APT::Sandbox::User': 'root',
  };
  const options = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  await run('apt-get', [...options, 'update', '-qq'], { timeout: DOWNLOAD_TIMEOUT_MS });
  await aptDownload(name, folder, options);
  await rm(own, { recursive: true });
}
