import { describe, expect, it } from '@jest/globals';
import { harmlessTexts, leakCorpus } from '@wakeful/testing';
import { hideSecrets } from './hide-secrets.js';

/** What a page may write: long, and made to be tried in many ways. */
const hostile = [
  'a=',
  '"',
  "'",
  '#1 ',
  '<td>',
  '</td>',
  '<input ',
  '&amp;',
  'token=',
  '"a":"',
  '\n',
  ' ',
  '>',
  '\\"',
  'eyJ',
  '://a',
];
const HOSTILE_CHARACTERS = 65_536;

describe('hiding secrets', () => {
  it.each(leakCorpus)('$name', ({ text, secrets, keeps = [] }) => {
    const hidden = hideSecrets(text);
    for (const secret of secrets) expect(hidden).not.toContain(secret);
    for (const kept of keeps) expect(hidden).toContain(kept);
  });

  it.each(harmlessTexts)('leaves "%s" as it is', (text) => {
    expect(hideSecrets(text)).toBe(text);
  });

  it('hides names that someone lists, in any case', () => {
    const names = new Set(['x-internal']);
    expect(hideSecrets('{"X-Internal":"abc"} ?x-internal=abc', names)).toBe('{"X-Internal":"***"} ?x-internal=***');
  });

  it.each(leakCorpus)('changes nothing when it is done twice: $name', ({ text }) => {
    expect(hideSecrets(hideSecrets(text))).toBe(hideSecrets(text));
  });

  it.each(hostile.flatMap((one) => hostile.map((other) => ({ one, other }))))(
    'takes no longer for $one$other over and over',
    ({ one, other }) => {
      const timeFor = (characters: number): number => {
        const text = (one + other).repeat(characters / (one.length + other.length));
        const startedMs = performance.now();
        hideSecrets(text);
        return performance.now() - startedMs;
      };
      // A pattern that tries in several ways would take minutes.
      expect(timeFor(HOSTILE_CHARACTERS)).toBeLessThan(2_000);
    },
  );
});
