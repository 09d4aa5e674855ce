/** The size of a text for its receiver. */
export type SizeOf = (text: string) => number;

/** UTF-16 code units: never less than the characters that a receiver counts. */
const inCharacters: SizeOf = (text) => text.length;
export const inBytes: SizeOf = (text) => Buffer.byteLength(text);
/** The JSON-encoded size without quotes. */
export const inJsonBytes: SizeOf = (text) => Buffer.byteLength(JSON.stringify(text)) - 2;

const ELLIPSIS = '…';
/** Maximum length of a word to cut before rather than within. */
const LEAST_SHARE_KEPT = 0.4;

/**
 * A text that is at most `max` large, cut after a word and with an ellipsis if need be. Measure what is sent, such as
 * `(text) => escape(text).length`: the text itself is cut before it is escaped, so no escape is cut in two, nor is a
 * character.
 * @param sizeOf never less than the number of code units, so that of a long text only the beginning is looked at
 */
export function cutText(text: string, max: number, sizeOf: SizeOf = inCharacters): string {
  const whole = upTo(text, Math.max(0, max) + 1).toWellFormed();
  if (text.length <= max && sizeOf(whole) <= max) return whole;
  const fits = (length: number): boolean => sizeOf(`${upTo(whole, length)}${ELLIPSIS}`) <= max;
  let [low, high] = [0, whole.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  // What is escaped may depend on what follows, so a shorter text may be a little larger.
  for (let length = low; length >= 0; length--) {
    const cut = `${upToWord(whole, length)}${ELLIPSIS}`;
    if (sizeOf(cut) <= max) return cut;
  }
  return '';
}

/** At most this many code units, without splitting a character. */
function upTo(text: string, length: number): string {
  const isCutInTwo = /[\ud800-\udbff]/.test(text.charAt(length - 1)) && /[\udc00-\udfff]/.test(text.charAt(length));
  return text.slice(0, isCutInTwo ? length - 1 : length);
}

const isSpace = (text: string, index: number): boolean => /\s/.test(text.charAt(index));

function upToWord(text: string, length: number): string {
  const cut = upTo(text, length);
  let end = cut.length;
  if (!isSpace(text, end)) while (end > 0 && !isSpace(cut, end - 1)) end--;
  return (end >= cut.length * LEAST_SHARE_KEPT ? cut.slice(0, end) : cut).trimEnd();
}
