import { describe, expect, it } from '@jest/globals';
import { sizeText } from './size-text.js';

describe('sizeText', () => {
  it.each([
    [null, '–'],
    [0, '0 B'],
    [999, '999 B'],
    [20_480, '20.5 kB'],
    [999_960, '1.0 MB'],
    [2_500_000, '2.5 MB'],
    [120_000_000_000, '120.0 GB'],
  ])('writes %s as %s', (bytes, text) => expect(sizeText(bytes)).toBe(text));
});
