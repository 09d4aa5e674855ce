import { describe, expect, it } from '@jest/globals';
import { safeReturn } from './safe-return.js';

describe('safeReturn', () => {
  it.each([
    ['/monitors/1?tab=checks', '/monitors/1?tab=checks'],
    [null, '/'],
    ['https://evil.example/', '/'],
    ['//evil.example/', '/'],
    ['/\\evil.example/', '/'],
    ['javascript:alert(1)', '/'],
  ])('leads from %s to %s', (to, expected) => expect(safeReturn(to)).toBe(expected));
});
