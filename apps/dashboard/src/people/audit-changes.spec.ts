import { describe, expect, it } from '@jest/globals';
import { changesOf } from './audit-changes.js';

describe('what a change did', () => {
  it('is said field by field', () =>
    expect(
      changesOf({
        before: { intervalSeconds: 60, tags: ['a'] },
        after: { intervalSeconds: 30, tags: [], name: 'Shop' },
      }),
    ).toEqual([
      { field: 'intervalSeconds', before: '60', after: '30' },
      { field: 'tags', before: '["a"]', after: '[]' },
      { field: 'name', before: null, after: 'Shop' },
    ]));

  it('has no after when something was deleted, and no before when it is new', () => {
    expect(changesOf({ before: { name: 'Shop' }, after: null })).toEqual([
      { field: 'name', before: 'Shop', after: null },
    ]);
    expect(changesOf({ before: null, after: { parentId: null } })).toEqual([
      { field: 'parentId', before: null, after: 'null' },
    ]);
  });

  it('is nothing when nothing is known', () => expect(changesOf({ before: null, after: null })).toEqual([]));
});
