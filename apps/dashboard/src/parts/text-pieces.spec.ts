import { describe, expect, it } from '@jest/globals';
import { pieces } from './text-pieces.js';

describe('a description', () => {
  it.each([
    ['See https://wiki.example/run(1).', ['See ', 'https://wiki.example/run(1', ').']],
    ['https://a.example/?q=1&r=2\ncall 110', ['https://a.example/?q=1&r=2', '\ncall 110']],
    ['javascript:alert(1) and ftp://x', ['javascript:alert(1) and ftp://x']],
    ['', []],
  ])('%j has its URLs apart', (text, want) => {
    const found = pieces(text);
    expect(found.map(({ value }) => value)).toEqual(want);
    expect(found.filter(({ kind }) => kind === 'url').every(({ value }) => /^https?:/.test(value))).toBe(true);
  });
});
