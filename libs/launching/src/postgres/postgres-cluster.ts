import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresAccount } from './postgres-account.js';
import type { PostgresBinaries } from './postgres-binaries.js';

const run = promisify(execFile);

export const POSTGRES_USER = 'wakeful';

export interface PostgresCluster {
  /** PostgreSQL's own data directory. */
  readonly folder: string;
  readonly password: string;
}

/** Opens the cluster below `dataDir`, and creates it first when there is none. */
export async function openCluster(
  dataDir: string,
  binaries: PostgresBinaries,
  account: PostgresAccount,
): Promise<PostgresCluster> {
  const folder = join(dataDir, 'cluster');
  const passwordFile = join(dataDir, 'password');
  if (!existsSync(folder)) await createCluster(dataDir, folder, passwordFile, binaries, account);
  return { folder, password: (await readFile(passwordFile, 'utf8')).trim() };
}

/** Filled under another name and renamed, so that a run that was interrupted here leaves no half-made cluster. */
async function createCluster(
  dataDir: string,
  folder: string,
  passwordFile: string,
  binaries: PostgresBinaries,
  account: PostgresAccount,
): Promise<void> {
  const partial = join(dataDir, 'cluster.partial');
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { mode: 0o700 });
  await writeFile(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  if (account.owner) {
    await chown(partial, account.owner.uid, account.owner.gid);
    await chown(passwordFile, account.owner.uid, account.owner.gid);
  }
  await chmod(passwordFile, 0o600);
  const [program, args] = account.command(binaries.initdb, [
    `--pgdata=${partial}`,
    `--username=${POSTGRES_USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    // The files are synced when the server first writes a checkpoint; a crash before that is answered by a new initdb.
    '--no-sync',
  ]);
  await run(program, args, { cwd: partial });
  await rename(partial, folder);
}

/** The server of this cluster runs already, started by another process. */
export class PostgresInUseError extends Error {
  readonly code = 'POSTGRES_IN_USE';

  constructor(folder: string, pid: number) {
    super(
      `A PostgreSQL server (process ${pid}) is already running on ${folder}. Stop it first, or choose another folder.`,
    );
    this.name = 'PostgresInUseError';
  }
}

/**
 * Removes the lock file that a killed server left. PostgreSQL would take any living process with the same number for
 * itself and refuse to start, which is likely after a restart of a container, where numbers are low and come again.
 */
export async function removeStaleLock(folder: string): Promise<void> {
  const lockFile = join(folder, 'postmaster.pid');
  const text = await readFile(lockFile, 'utf8').catch(() => null);
  if (text === null) return;
  const pid = Number.parseInt(text, 10);
  if (pid > 0 && (await isServerOf(pid, folder))) throw new PostgresInUseError(folder, pid);
  await rm(lockFile, { force: true });
}

async function isServerOf(pid: number, folder: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const command = await run('ps', ['-o', 'args=', '-p', String(pid)]).catch(() => null);
  // Without ps (slim containers) there is /proc on Linux; elsewhere ps is always there.
  const args =
    command?.stdout ?? (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
  return args.includes('postgres') && args.includes(folder);
}
