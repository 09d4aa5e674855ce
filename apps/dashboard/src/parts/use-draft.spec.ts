import { describe, expect, it } from '@jest/globals';
import { differing, onlyChanged } from './use-draft.js';

describe('what a form sends of something that is there', () => {
  const before = { name: 'Till', tags: ['a'], recurrence: null as object | null, wait: 10 as number | undefined };

  it('is what was changed, also when a field was emptied', () => {
    const after = { ...before, tags: ['a', 'b'], wait: undefined };
    expect(differing(before, after)).toEqual(['tags', 'wait']);
    expect(onlyChanged({ ...after, wait: 10 }, ['tags', 'wait'])).toEqual({ tags: ['a', 'b'], wait: 10 });
  });

  it('is nothing when all is as before', () => expect(differing(before, structuredClone(before))).toEqual([]));

  it('is a password that was typed, of which the form knew nothing before', () =>
    expect(differing(before, { ...before, password: 'open sesame' })).toEqual(['password']));
});
