import { describe, expect, it } from '@jest/globals';
import { BoundedCache } from './bounded-cache.js';

describe('BoundedCache', () => {
  it('makes a value once, drops the one used longest ago, and never grows beyond its size', () => {
    const made: string[] = [];
    const cache = new BoundedCache<string>(3);
    for (const key of ['a', 'b', 'c', 'a', 'd', 'a', 'b', 'e']) {
      cache.getOrMake(key, (wanted) => {
        made.push(wanted);
        return wanted.toUpperCase();
      });
    }

    expect(made).toEqual(['a', 'b', 'c', 'd', 'b', 'e']);
    expect(cache.size).toBe(3);
  });

  it('does not keep what could not be made', () => {
    const cache = new BoundedCache<number>(2);
    const fail = (): number => {
      throw new Error('no');
    };

    expect(() => cache.getOrMake('a', fail)).toThrow('no');
    expect(cache.getOrMake('a', () => 1)).toBe(1);
  });
});
