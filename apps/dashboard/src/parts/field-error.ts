import { Problem } from '../api/problem.js';

/** What is wrong with a field of what was sent, or with something in it; undefined: nothing that is known. */
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
