import { describe, expect, it } from '@jest/globals';
import { differences, shorten } from './audit-log.js';

describe('differences', () => {
  it('has the fields that differ, of both states', () => {
    const before = { name: 'Shop', tags: ['a'], url: 'x' };
    const after = { name: 'Shop', tags: ['a', 'b'], url: 'x', notes: 'new' };
    expect(differences(before, after)).toEqual({
      before: { tags: ['a'], notes: undefined },
      after: { tags: ['a', 'b'], notes: 'new' },
    });
  });

  it('has everything of what is new or gone', () => {
    expect(differences(null, { name: 'Shop' })).toEqual({ before: null, after: { name: 'Shop' } });
    expect(differences({ name: 'Shop' }, null)).toEqual({ before: { name: 'Shop' }, after: null });
  });
});

it('long texts are cut, however deep they are', () => {
  const long = 'x'.repeat(5_000);
  expect(shorten({ a: [{ b: long }], n: 1, none: null })).toEqual({
    a: [{ b: `${'x'.repeat(2_000)}…` }],
    n: 1,
    none: null,
  });
});
