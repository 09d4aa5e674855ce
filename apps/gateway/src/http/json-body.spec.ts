import { describe, expect, it } from '@jest/globals';
import { parseJson } from './json-body.js';

const messageOf = (text: string): string => {
  try {
    parseJson(text);
  } catch (error) {
    return (error as Error).message;
  }
  return 'fine';
};

describe('parseJson', () => {
  it.each([
    ['{"a":1,}', 1, 8],
    ['{"a":1', 1, 7],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ['abc', 1, 1],
    ['{"a": tru}', 1, 7],
    ['{"a":1} x', 1, 9],
    ["{'a':1}", 1, 2],
    ['/* no */ {}', 1, 1],
  ])('says where %j is broken', (text, line, column) => {
    expect(messageOf(text)).toBe(`The request is not valid: it is not valid JSON: see line ${line}, column ${column}.`);
  });

  it('names a prototype where it stands, written out or escaped, and not in a value', () => {
    expect(messageOf('{"tls":{"__proto__":{}}}')).toContain('tls.__proto__ is not an allowed field name');
    expect(messageOf('[{"\\u005f_proto__":1}]')).toContain('0.__proto__ is not an allowed field name');
    expect(parseJson('{"name":"__proto__"}')).toEqual({ name: '__proto__' });
  });

  it('goes through what is nested very deep', () => {
    expect(messageOf('['.repeat(100_000))).toMatch(/^The request is not valid: it is not valid JSON/);
    const deep = `${'['.repeat(100_000)}{"__proto__":1}${']'.repeat(100_000)}`;
    expect(messageOf(deep)).toMatch(/__proto__ is not an allowed field name|not valid JSON/);
  });
});
