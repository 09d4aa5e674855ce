import { describe, expect, it } from '@jest/globals';
import { Problem } from '../api/problem.js';
import { checkChannel } from './check-channel.js';

const channel = { name: 'Operations', settings: { type: 'ntfy', topic: 'shop' } };

function refusalOf(input: unknown): Problem['fields'] {
  try {
    checkChannel(input);
  } catch (error) {
    if (error instanceof Problem) return error.fields;
    throw error;
  }
  return [];
}

describe('what was filled in of a channel', () => {
  it('is taken with the defaults of the contract', () =>
    expect(checkChannel(channel)).toMatchObject({ name: 'Operations', stormThreshold: 5, reminderMinutes: null }));

  it('says at which field something is wrong', () =>
    expect(refusalOf({ ...channel, name: '', settings: { type: 'ntfy' }, stormThreshold: 0 })).toEqual([
      { path: 'name', message: 'must not be empty' },
      { path: 'settings.topic', message: 'is required' },
      { path: 'stormThreshold', message: 'must be at least 1' },
    ]));

  it('keeps the sentences of the contract', () =>
    expect(refusalOf({ ...channel, settings: { type: 'slack', url: 'ftp://example.com' } })).toEqual([
      { path: 'settings.url', message: 'must be a URL that begins with https:// or http://' },
    ]));
});
