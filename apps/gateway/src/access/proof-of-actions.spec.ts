import { describe, expect, it } from '@jest/globals';
import { needsFreshProof } from './proof-of-actions.js';

describe('a recent proof of who is there', () => {
  it.each([
    ['createApiKey', { name: 'a', scope: 'read' }],
    ['createLoginLink', undefined],
    ['updateUser', { role: 'admin' }],
    ['updateUser', { name: 'Ann', email: 'ann@shop.example' }],
    ['updateUser', { enabled: true }],
    ['an action that has yet to take a side', {}],
  ])('is needed for %s with %j', (id, body) => expect(needsFreshProof({ id }, body)).toBe(true));

  it.each([
    ['revokeApiKey', undefined],
    ['updateUser', { name: 'Ann' }],
    ['updateMonitor', { url: 'https://shop.example' }],
    ['changePassword', {}],
  ])('is not needed for %s with %j', (id, body) => expect(needsFreshProof({ id }, body)).toBe(false));
});
