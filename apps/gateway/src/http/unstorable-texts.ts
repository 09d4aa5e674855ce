import type { FieldProblem } from '@wakeful/contracts';

/**
 * Texts that Postgres cannot store: with a NUL character, or with half of a surrogate pair. Every text that comes in is
 * looked at, so that no schema has to think of it.
 */
export function unstorableTexts(value: unknown, path: readonly PropertyKey[] = []): FieldProblem[] {
  if (typeof value === 'string') {
    const isStorable = !value.includes('\0') && value.isWellFormed();
    return isStorable
      ? []
      : [{ path: path.map(String).join('.'), message: 'must not contain NUL or invalid characters' }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    ...unstorableTexts(key, [...path, key]),
    ...unstorableTexts(item, [...path, key]),
  ]);
}
