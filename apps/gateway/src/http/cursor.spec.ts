import { describe, expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor } from './cursor.js';
import { InvalidRequestError } from './request-error.js';

const DIGITS = /^\d+$/;

describe('cursor', () => {
  it('survives the way to the client and back', () => {
    const cursor = { atMs: 1_769_860_800_123, tieBreaker: '17' };
    expect(decodeCursor(encodeCursor(cursor), DIGITS)).toEqual(cursor);
  });

  it.each([
    ['', 'empty'],
    ['nonsense', 'nothing like it'],
    [`${encodeCursor({ atMs: 1, tieBreaker: '1' })}=`, 'padded'],
    [encodeCursor({ atMs: 1, tieBreaker: "1' OR 1" }), 'with another tie-breaker'],
    [encodeCursor({ atMs: 9_999_999_999_999_999, tieBreaker: '1' }), 'after the end of time'],
    [Buffer.from('-5.1').toString('base64url'), 'before 1970'],
  ])('refuses "%s", which is %s', (text) => {
    expect(() => decodeCursor(text, DIGITS)).toThrow(InvalidRequestError);
  });
});
