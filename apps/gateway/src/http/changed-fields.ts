import { isDeepStrictEqual } from 'node:util';

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
