interface Piece {
  readonly kind: 'text' | 'url';
  readonly value: string;
}

/** A URL does not end with what closes a sentence. */
const URL_IN_TEXT = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]]/g;

/** The parts of a text: URLs, and what is between them. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const { 0: url, index } of text.matchAll(URL_IN_TEXT)) {
    if (index > at) found.push({ kind: 'text', value: text.slice(at, index) });
    found.push({ kind: 'url', value: url });
    at = index + url.length;
  }
  if (at < text.length) found.push({ kind: 'text', value: text.slice(at) });
  return found;
}
