import { InvalidRequestError } from './request-error.js';

/** A place in a time series: a time and what tells entries of the same time apart. */
export interface Cursor {
  atMs: number;
  tieBreaker: string;
}

/** An opaque cursor. */
export const encodeCursor = ({ atMs, tieBreaker }: Cursor): string =>
  Buffer.from(`${atMs}.${tieBreaker}`).toString('base64url');

const MAX_TIME_MS = 8_640_000_000_000;

/**
 * @param isTieBreaker whether a text can be the second part
 * @throws InvalidRequestError for a text that no cursor looks like
 */
export function decodeCursor(text: string, isTieBreaker: RegExp): Cursor {
  const bytes = Buffer.from(text, 'base64url');
  const [, at, tieBreaker] = /^(\d{1,16})\.(.*)$/.exec(bytes.toString()) ?? [];
  const isWhole = bytes.toString('base64url') === text;
  const isGood = isWhole && Number(at) <= MAX_TIME_MS && tieBreaker !== undefined && isTieBreaker.test(tieBreaker);
  if (!isGood) {
    throw new InvalidRequestError([
      { path: 'cursor', message: 'must be the nextCursor of a response to this request' },
    ]);
  }
  return { atMs: Number(at), tieBreaker };
}
