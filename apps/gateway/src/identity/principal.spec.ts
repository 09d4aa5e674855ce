import { describe, expect, it } from '@jest/globals';
import { hasRole, mayGrant, roleOfKey } from './principal.js';

describe('roles', () => {
  it('may do what the ones below them may', () => {
    expect(hasRole('admin', 'viewer')).toBe(true);
    expect(hasRole('editor', 'editor')).toBe(true);
    expect(hasRole('viewer', 'editor')).toBe(false);
  });

  it('of a key are those of its scope, and never above its owner', () => {
    expect(roleOfKey('admin', null)).toBe('admin');
    expect(roleOfKey('read', 'admin')).toBe('viewer');
    expect(roleOfKey('admin', 'editor')).toBe('editor');
    expect(roleOfKey('write', 'viewer')).toBe('viewer');
  });

  it('can be handed on as a scope that is not above them', () => {
    expect(mayGrant('editor', 'write')).toBe(true);
    expect(mayGrant('editor', 'admin')).toBe(false);
  });
});
