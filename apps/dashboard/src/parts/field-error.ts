import { Problem } from '../api/problem.js';

/** The problems of a field or its nested fields; undefined if there are none. */
export function fieldError(error: Error | null, path: string): string | undefined {
  if (!(error instanceof Problem)) return undefined;
  const texts = error.fields
    .filter((field) => field.path === path || field.path.startsWith(`${path}.`))
    .map((field) => {
      const inner = field.path.slice(path.length + 1);
      return inner === '' ? field.message : `${inner}: ${field.message}`;
    });
  return texts.length > 0 ? texts.join('; ') : undefined;
}
