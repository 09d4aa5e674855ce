import { VersionMismatchError } from './request-error.js';

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
