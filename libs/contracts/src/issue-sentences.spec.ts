import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { fieldProblems, issueSentence } from './issue-sentences.js';

const schema = z.strictObject({
  name: z.string().min(2).max(4),
  count: z.int().min(1).max(9),
  kind: z.enum(['a', 'b']),
  one: z.literal('x'),
  when: z.iso.datetime(),
  id: z.uuid(),
  list: z.array(z.boolean()).min(1),
  record: z.record(z.string().regex(/^[a-z]+$/, 'must be lower case'), z.number()),
});
const good = {
  name: 'abc',
  count: 1,
  kind: 'a',
  one: 'x',
  when: '2026-01-31T12:00:00Z',
  id: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
  list: [true],
  record: {},
};

describe('the sentences about wrong fields', () => {
  it.each<[object, string, string]>([
    [{ name: undefined }, 'name', 'is required'],
    [{ name: null }, 'name', 'must be a string'],
    [{ name: 'a' }, 'name', 'must be at least 2 characters'],
    [{ name: 'abcde' }, 'name', 'must be at most 4 characters'],
    [{ count: '1' }, 'count', 'must be a number'],
    [{ count: 1.5 }, 'count', 'must be a whole number'],
    [{ count: 10 }, 'count', 'must be at most 9'],
    [{ kind: 'c' }, 'kind', 'must be one of "a", "b"'],
    [{ one: 'y' }, 'one', 'must be "x"'],
    [{ when: 'now' }, 'when', 'must be a time such as 2026-01-31T12:00:00Z'],
    [{ id: '1' }, 'id', 'must be an ID such as 5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c'],
    [{ list: [] }, 'list', 'must not be empty'],
    [{ list: ['x'] }, 'list.0', 'must be true or false'],
    [{ record: { AB: 1 } }, 'record.AB', 'must be lower case'],
    [{ other: 1 }, 'other', 'is not a known field'],
  ])('%j: %s %s', (change, path, message) => {
    const result = schema.safeParse({ ...good, ...change }, { error: issueSentence });
    expect(result.error && fieldProblems(result.error)).toEqual([{ path, message }]);
  });
});
