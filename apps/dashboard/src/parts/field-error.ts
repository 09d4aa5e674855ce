import { Problem } from '../api/problem.js';
import { fieldSentence } from './field-sentence.js';

/** The problems of a field or its nested fields, in sentences; undefined if there are none. */
export function fieldError(error: Error | null, path: string): string | undefined {
  if (!(error instanceof Problem)) return undefined;
  const texts = error.fields
    .filter((field) => field.path === path || field.path.startsWith(`${path}.`))
    .map((field) => {
      const inner = field.path.slice(path.length + 1);
      // Keys and indices within a field, such as the name of a header, stand for themselves.
      return inner === '' ? fieldSentence(path, field.message) : `${inner} ${field.message}.`;
    });
  return texts.length > 0 ? texts.join(' ') : undefined;
}
