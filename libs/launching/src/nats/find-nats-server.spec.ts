import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fillOnce } from '../processes/cache-directory.js';
import { findNatsServer } from './find-nats-server.js';
import { debianBinary } from './nats-debian-package.js';

describe('findNatsServer', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wakeful-find-spec-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const program = async (path: string, mode = 0o755, text = ''): Promise<string> => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { mode });
    return path;
  };
  const serverOf = (path: string, version: string): Promise<string> =>
    program(path, 0o755, `#!/bin/sh\necho "nats-server: v${version}"\n`);

  it('prefers NATS_SERVER_BIN to the PATH, and the PATH to the cache', async () => {
    const named = await program(join(folder, 'named'));
    const onPath = await program(join(folder, 'bin', 'nats-server'));
    const cached = await program(debianBinary(join(folder, 'cache')));
    const env = { WAKEFUL_CACHE_DIR: join(folder, 'cache') };
    const PATH = join(folder, 'bin');
    expect(await findNatsServer({ env: { ...env, PATH, NATS_SERVER_BIN: named } })).toBe(named);
    expect(await findNatsServer({ env: { ...env, PATH } })).toBe(onPath);
    expect(await findNatsServer({ env })).toBe(cached);
  });

  it.each([
    { onPath: '2.9.10', cached: '2.10.27', taken: '2.10.27' },
    { onPath: '2.11.0', cached: '2.10.27', taken: '2.11.0' },
    { onPath: '2.9.10', cached: '2.9.22', taken: '2.9.10' },
  ])('of $onPath on the PATH and $cached in the cache takes $taken', async ({ onPath, cached, taken }) => {
    const [PATH, WAKEFUL_CACHE_DIR] = [join(folder, 'bin'), join(folder, 'cache')];
    const paths = new Map([
      [onPath, await serverOf(join(PATH, 'nats-server'), onPath)],
      [cached, await serverOf(debianBinary(WAKEFUL_CACHE_DIR), cached)],
    ]);
    expect(await findNatsServer({ env: { PATH, WAKEFUL_CACHE_DIR } })).toBe(paths.get(taken));
  });

  it('says what to do when NATS_SERVER_BIN is wrong', async () => {
    const named = await program(join(folder, 'named'), 0o644);
    await expect(findNatsServer({ env: { NATS_SERVER_BIN: named } })).rejects.toMatchObject({
      code: 'NATS_SERVER_MISSING',
      message: expect.stringMatching(/Install it .* NATS_URL .* NATS_SERVER_BIN does not name an executable file/),
    });
  });
});

describe('fillOnce', () => {
  it('leaves one whole folder, whoever of several callers is first', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'wakeful-fill-spec-'));
    const folder = join(parent, 'filled');
    await Promise.all(
      [1, 2, 3, 4].map((caller) => fillOnce(folder, (partial) => writeFile(join(partial, 'by'), String(caller)))),
    );
    expect(await readdir(parent)).toEqual(['filled']);
    expect(await readFile(join(folder, 'by'), 'utf8')).toMatch(/^[1-4]$/);
    await rm(parent, { recursive: true, force: true });
  });

  it('leaves nothing when filling fails', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'wakeful-fill-spec-'));
    const filling = fillOnce(join(parent, 'filled'), () => Promise.reject(new Error('no network')));
    await expect(filling).rejects.toThrow('no network');
    expect(await readdir(parent)).toEqual([]);
    await rm(parent, { recursive: true, force: true });
  });
});
