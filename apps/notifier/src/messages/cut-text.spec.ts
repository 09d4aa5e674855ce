import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cutText, inBytes, inJsonBytes } from './cut-text.js';

describe('a text that is cut', () => {
  it.each([
    ['short enough', 20, 'short enough'],
    ['the page answered 503', 17, 'the page…'],
    ['the page answered 503', 18, 'the page answered…'],
    ['one-very-long-word-indeed', 10, 'one-very-…'],
    ['ab \u{1f600}\u{1f600}\u{1f600}', 5, 'ab…'],
    ['\u{1f600}\u{1f600}\u{1f600}', 4, '\u{1f600}…'],
    ['half \ud83d', 20, 'half \ufffd'],
    ['nothing fits', 0, ''],
  ])('%j to %d is %j', (text, max, wanted) => {
    expect(cutText(text, max)).toBe(wanted);
  });

  it('is as large as it may be at most, in whatever it is measured, and is whole characters', () => {
    const escaped = (text: string): number => text.replace(/[*<&]/g, '\\$&&').length;
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.integer({ min: 4, max: 200 }),
        fc.constantFrom(inBytes, inJsonBytes, escaped),
        (text, max, sizeOf) => {
          const cut = cutText(text, max, sizeOf);
          expect(sizeOf(cut)).toBeLessThanOrEqual(max);
          expect(cut.isWellFormed()).toBe(true);
          if (sizeOf(text) <= max) expect(cut).toBe(text);
          else expect(text.toWellFormed().startsWith(cut.slice(0, -1))).toBe(true);
        },
      ),
    );
  });
});
