import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { postgresAccount } from './postgres-account.js';

const run = promisify(execFile);
const IS_ROOT = process.getuid?.() === 0;

/** access(2) as PostgreSQL calls it on its own binary: with the real user, not the effective one. */
const LOOK = 'require("node:fs").accessSync(process.argv[1]); console.log(process.getuid())';

describe('postgresAccount', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wakeful-account-spec-'));
    await mkdir(join(folder, 'closed'), { mode: 0o700 });
    await writeFile(join(folder, 'closed', 'file'), '');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('gets at files in a folder that is closed to other users, and is never root', async () => {
    const file = join(folder, 'closed', 'file');
    const account = await postgresAccount([file]);
    const [program, args] = account.command(process.execPath, ['-e', LOOK, file]);
    const uid = Number((await run(program, args)).stdout);
    expect(uid).not.toBe(0);
    expect(uid).toBe(IS_ROOT ? account.owner?.uid : process.getuid?.());
  });
});
