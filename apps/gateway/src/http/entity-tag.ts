import { isDeepStrictEqual } from 'node:util';
import { VersionMismatchError } from './request-error.js';

/**
 * The fields of a request that differ from what is there. Whoever sends back what they have read changes nothing:
 * neither the version, nor what is stored in addition to what is shown.
 */
export function changedFields<Changes extends object>(
  current: Readonly<Record<string, unknown>>,
  changes: Changes,
): Partial<Changes> {
  const differing = Object.entries(changes).filter(([name, value]) => !isDeepStrictEqual(current[name], value));
  return Object.fromEntries(differing) as Partial<Changes>;
}

/** The ETag of something with a version number. */
export const entityTag = (version: number): string => `"${version}"`;

/**
 * Holds a request to what its If-Match header says; without one any version will do.
 * @throws VersionMismatchError
 */
export function assertVersion(ifMatch: string | undefined, version: number): void {
  if (ifMatch === undefined) return;
  const tags = ifMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (!tags.includes('*') && !tags.includes(entityTag(version))) throw new VersionMismatchError(version);
}
