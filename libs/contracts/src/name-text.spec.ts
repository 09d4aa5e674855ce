import { describe, expect, it } from '@jest/globals';
import { nameText } from './name-text.js';

describe('nameText', () => {
  it.each(['', ' ', '\t\n', '\u00a0', '\u200b', '\u2060 \ufeff'])('refuses %j, which shows nothing', (text) => {
    expect(nameText(10).safeParse(text).success).toBe(false);
  });

  it.each(['a', 'Müller & Söhne', '店', '✓', '👩‍💻'])('takes %s', (text) => {
    expect(nameText(20).parse(text)).toBe(text);
  });

  it('cuts white space off at both ends, and counts what is left', () => {
    expect(nameText(3).parse('  a b\n')).toBe('a b');
    expect(nameText(3).safeParse('abcd').success).toBe(false);
  });
});
