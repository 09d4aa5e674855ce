/** Text as Postgres can store it: without NUL characters and without halves of characters, whatever a page answered. */
export const storableText = (text: string): string => text.toWellFormed().replaceAll('\0', '');

/** JSON of which every text can be stored as `jsonb`. */
export const storableJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? storableText(part) : part));
