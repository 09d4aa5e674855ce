import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const ACCOUNT_NAMES = ['postgres', 'nobody'] as const;
const OTHERS_MAY_SEARCH = 0o001;

export interface PostgresAccount {
  /** Whom the files belong to; null when PostgreSQL runs as the current user. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
  /** Turns a command into one that runs under this account. */
  command(program: string, args: readonly string[]): [program: string, args: string[]];
}

/** PostgreSQL was to be started by root, and there is no way to run it as another user. */
export class PostgresAccountError extends Error {
  readonly code = 'POSTGRES_ACCOUNT';

  constructor(why: string) {
    super(
      `PostgreSQL refuses to run as root, and ${why}. Run this as another user, put the checkout and WAKEFUL_DATA_DIR ` +
        'where every user may read, or set DATABASE_URL to a PostgreSQL server.',
    );
    this.name = 'PostgresAccountError';
  }
}

/**
 * Under which account PostgreSQL runs: the current user's, unless that is root, which PostgreSQL refuses. Then it is
 * `postgres`, created when missing.
 *
 * @param paths files and folders that the account must access, in addition to those that it owns
 */
export async function postgresAccount(paths: readonly string[]): Promise<PostgresAccount> {
  if (process.getuid?.() !== 0) {
    return { owner: null, command: (program, args) => [program, [...args]] };
  }
  const owner = (await existingAccount('postgres')) ?? (await createdAccount()) ?? (await existingAccount('nobody'));
  if (!owner) throw new PostgresAccountError(`there is no user ${ACCOUNT_NAMES.join(' or ')}`);

  const reachable = await Promise.all(paths.map(isReachableByOthers));
  const needsOverride = reachable.includes(false);
  if (!(await isInstalled('setpriv'))) throw new PostgresAccountError('the program setpriv is not installed');
  return { owner, command: (program, args) => asAccount(owner, needsOverride, [program, ...args]) };
}

/**
 * A checkout under /root or in a `mktemp -d` folder is closed to other users. There the capability to pass closed
 * folders is handed down: less than the root rights which everything else here has anyway. Without the secure bit
 * access(2), by which PostgreSQL looks at its own binary, would not count the capability.
 */
const PASS_CLOSED_FOLDERS = [
  ...['--securebits', '+no_setuid_fixup'],
  ...['--inh-caps', '+dac_override'],
  ...['--ambient-caps', '+dac_override'],
];

function asAccount(
  { uid, gid }: { uid: number; gid: number },
  needsOverride: boolean,
  command: readonly string[],
): [string, string[]] {
  const capability = needsOverride ? PASS_CLOSED_FOLDERS : [];
  return ['setpriv', ['--reuid', String(uid), '--regid', String(gid), '--clear-groups', ...capability, ...command]];
}

async function isReachableByOthers(path: string): Promise<boolean> {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const { mode } = await stat(folder);
    if ((mode & OTHERS_MAY_SEARCH) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

async function existingAccount(name: string): Promise<{ uid: number; gid: number } | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

async function createdAccount(): Promise<{ uid: number; gid: number } | null> {
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  } catch {
    // Read-only system files, or another process created it a moment ago.
  }
  return existingAccount('postgres');
}

async function isInstalled(program: string): Promise<boolean> {
  return run(program, ['--version']).then(
    () => true,
    () => false,
  );
}
