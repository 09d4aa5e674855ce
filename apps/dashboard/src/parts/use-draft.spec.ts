import { describe, expect, it } from '@jest/globals';
import { Problem } from '../api/problem.js';
import { differing, onlyChanged, stillWrong } from './use-draft.js';

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

describe('what is wrong with a form', () => {
  const fields = ['name', 'settings.url', 'groups.0.name'].map((path) => ({ path, message: 'must not be empty' }));
  const refused = new Problem('The request is not valid.', 400, 'r1', fields);
  const sent = { name: '', settings: { url: 'x', topic: 'y' }, groups: [{ name: '' }] };
  const pathsOf = (error: Error | null) => (error instanceof Problem ? error.fields.map(({ path }) => path) : []);

  it('is no longer what was corrected', () => {
    expect(stillWrong(refused, sent, structuredClone(sent))).toBe(refused);
    expect(pathsOf(stillWrong(refused, sent, { ...sent, name: 'Till' }))).toEqual(['settings.url', 'groups.0.name']);
    const others = { ...sent, settings: { url: 'x', topic: 'z' }, groups: [{ name: 'Shop' }] };
    expect(pathsOf(stillWrong(refused, sent, others))).toEqual(['name', 'settings.url']);
    expect(stillWrong(refused, sent, { name: 'Till', settings: {}, groups: [{ name: 'a' }] })).toBeNull();
  });

  it('stays when it is about no field', () => {
    const offline = new Error('offline');
    expect(stillWrong(offline, sent, {})).toBe(offline);
    expect(stillWrong(null, sent, {})).toBeNull();
  });
});
