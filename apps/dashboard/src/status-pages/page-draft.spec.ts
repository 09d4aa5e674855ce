import { describe, expect, it } from '@jest/globals';
import { createStatusPage } from '@wakeful/contracts';
import { bodyOf, draftOf, moved, slugOf } from './page-draft.js';

const monitorId = '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c';
const groups = [{ name: 'Shop', monitors: [{ monitorId, label: null }] }];
const page = {
  ...createStatusPage.parse({ slug: 'shop', title: 'Shop', domain: 'status.shop.example', groups }),
  id: monitorId,
  version: 3,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};

describe('a status page in its form', () => {
  it('is sent as it is stored when nothing is changed, and its password stays', () => {
    const { id: _, version: __, createdAt: ___, updatedAt: ____, ...stored } = page;
    expect(bodyOf(draftOf(page))).toEqual(stored);
  });

  it('is named in the address after its title, until an address is typed', () => {
    const draft = { ...draftOf(null), title: ' Überseehandel & Söhne ' };
    expect(bodyOf(draft)).toMatchObject({ slug: 'uberseehandel-sohne', title: 'Überseehandel & Söhne' });
    expect(bodyOf({ ...draft, slug: 'shop' }).slug).toBe('shop');
  });

  it.each([
    ['Shop status', 'shop-status'],
    ['  --- ', ''],
    [`${'a'.repeat(59)} b`, 'a'.repeat(59)],
  ])('has for %j the address %j', (title, slug) => expect(slugOf(title)).toBe(slug));

  it.each([
    [0, 1, ['b', 'a', 'c']],
    [2, -1, ['a', 'c', 'b']],
    [0, -1, ['a', 'b', 'c']],
    [2, 1, ['a', 'b', 'c']],
  ] as const)('moves entry %i by %i', (from, by, expected) =>
    expect(moved(['a', 'b', 'c'], from, by)).toEqual(expected),
  );
});
