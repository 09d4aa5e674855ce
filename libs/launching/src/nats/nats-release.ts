import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fillOnce } from '../processes/cache-directory.js';

const run = promisify(execFile);

const VERSION = '2.14.5';
const CONNECT_TIMEOUT_MS = 5_000;
const DOWNLOAD_TIMEOUT_MS = 60_000;

/** SHA-256 of the official archives, as published in the release's SHA256SUMS. */
const SHA256: Readonly<Record<string, string>> = {
  'linux-amd64': '5e3b603d47c447bda1f77f9ac16dbf91c90aac4ff3681f8fbbc7201e4ed99355',
  'linux-arm64': '673a98d3faa79dde3f9ebf16d6dfac36a5f694e7ad2015e4954dd7939c85cd4c',
  'darwin-amd64': 'f95c98d6b6ed2b63c5681b46b092c9585c99767d547cf495730c329234625e96',
  'darwin-arm64': 'ddd907854d9a2de834af133fa396915fe6442fe6d8909ae31390d1ea7a0fea50',
};

function releasePlatform(): string {
  return `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
}

/** Where the official release is, or would be, in the cache. */
export function releaseBinary(cacheDir: string): string {
  return join(cacheDir, `nats-server-${VERSION}`, 'nats-server');
}

/** Downloads the official release of the pinned version into the cache and returns its binary. */
export async function downloadRelease(cacheDir: string): Promise<string> {
  const platform = releasePlatform();
  const expected = SHA256[platform];
  if (!expected) throw new Error(`there is no pinned checksum for ${platform}`);
  const name = `nats-server-v${VERSION}-${platform}`;
  const url = `https://github.com/nats-io/nats-server/releases/download/v${VERSION}/${name}.tar.gz`;
  await fillOnce(join(cacheDir, `nats-server-${VERSION}`), async (partial) => {
    const archive = await download(url);
    const actual = createHash('sha256').update(archive).digest('hex');
    if (actual !== expected) throw new Error(`the download has checksum ${actual}, not ${expected}`);
    const file = join(partial, 'archive.tar.gz');
    await writeFile(file, archive);
    await run('tar', ['-xzf', file, '-C', partial, '--strip-components=1', `${name}/nats-server`]);
  });
  const binary = releaseBinary(cacheDir);
  await access(binary);
  return binary;
}

async function download(url: string): Promise<Buffer> {
  const aborter = new AbortController();
  // Without a network some resolvers and firewalls swallow packets: do not let the user wait for minutes.
  const connecting = setTimeout(() => aborter.abort(new Error('no answer within 5 s')), CONNECT_TIMEOUT_MS);
  const signal = AbortSignal.any([aborter.signal, AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS)]);
  try {
    const response = await fetch(url, { signal });
    clearTimeout(connecting);
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } finally {
    clearTimeout(connecting);
  }
}
