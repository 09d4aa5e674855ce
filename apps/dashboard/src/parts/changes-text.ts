const MAX_VALUE_LENGTH = 60;

const wordsOf = (field: string): string => field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function changeText([field, value]: [string, unknown]): string {
  if (typeof value === 'object' || value === undefined) return wordsOf(field);
  const text = typeof value === 'string' ? `“${value}”` : String(value);
  return text.length > MAX_VALUE_LENGTH ? wordsOf(field) : `${wordsOf(field)} (now ${text})`;
}

/** The changes of another user in a sentence. */
export function changesText(author: string | null, changes: object): string {
  const texts = Object.entries(changes).map(changeText);
  const who = author ?? 'They';
  if (texts.length === 0) return `${who} saved it without changing these fields.`;
  return `${who} changed: ${texts.join(', ')}.`;
}
