import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { debianPackageFolder, unpackDebianPackage } from '../processes/debian-package.js';

const PACKAGE = 'nats-server';

/** Where the Debian package's server is, or would be, in the cache. */
export const debianBinary = (cacheDir: string): string =>
  join(debianPackageFolder(PACKAGE, cacheDir), 'usr', 'sbin', 'nats-server');

/** Unpacks Debian's nats-server package into the cache and returns its binary. */
export async function unpackNatsServer(cacheDir: string): Promise<string> {
  await unpackDebianPackage(PACKAGE, cacheDir);
  const binary = debianBinary(cacheDir);
  await access(binary);
  return binary;
}
