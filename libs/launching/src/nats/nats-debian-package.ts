import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { debianPackageFolder, unpackDebianPackage } from '../processes/debian-package.js';

const PACKAGE = 'nats-server';

/** Where the Debian package's server is, or would be, in the cache. */
export const debianBinary = (cacheDir: string): string =>
  join(debianPackageFolder(PACKAGE, cacheDir), 'usr', 'sbin', 'nats-server');

/** The first release of Debian whose nats-server knows `sync_interval`, which needs 2.10. */
const NEWER_SUITE = 'trixie';

/** Unpacks nats-server of {@link NEWER_SUITE} or else of the machine's own release into the cache, and returns its binary. */
export async function unpackNatsServer(cacheDir: string): Promise<string> {
  await unpackDebianPackage(PACKAGE, cacheDir, NEWER_SUITE).catch(() => unpackDebianPackage(PACKAGE, cacheDir));
  const binary = debianBinary(cacheDir);
  await access(binary);
  return binary;
}
