import { describe, expect, it } from '@jest/globals';
import { changesText } from './changes-text.js';

describe('what someone else changed', () => {
  it('is described with short values and who it was', () =>
    expect(changesText('Ann', { name: 'Till', intervalSeconds: 30, tags: ['a'], description: 'x'.repeat(99) })).toBe(
      'Ann changed: name (now “Till”), interval seconds (now 30), tags, description.',
    ));

  it('may be nothing that the form shows', () =>
    expect(changesText(null, {})).toBe('They saved it without changing these fields.'));
});
