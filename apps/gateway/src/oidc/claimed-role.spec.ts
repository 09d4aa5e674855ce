import { describe, expect, it } from '@jest/globals';
import { claimedRole } from './oidc-provider.js';

const settings = {
  roleClaim: 'realm_access.roles',
  valuesOfRole: { admin: ['boss'], editor: ['ops', 'dev'], viewer: ['staff'] },
  defaultRole: null,
};
const having = (roles: unknown) => ({ realm_access: { roles } });

describe('claimedRole', () => {
  it.each([
    { name: 'the highest of several', claims: having(['staff', 'dev']), role: 'editor' },
    { name: 'one that is no list', claims: having('boss'), role: 'admin' },
    { name: 'none of ours', claims: having(['guests']), role: null },
    { name: 'no claim', claims: {}, role: null },
    { name: 'something else than texts', claims: having([1, null, { boss: true }]), role: null },
    { name: 'a path through nothing', claims: { realm_access: 'boss' }, role: null },
    { name: 'what every object has', claims: { realm_access: { __proto__: { roles: 'boss' } } }, role: null },
  ])('$name', ({ claims, role }) => {
    expect(claimedRole(claims, settings)).toBe(role);
  });

  it('may be a claim with dots in its name, and a default for everybody else', () => {
    const url = 'https://wakeful.example/roles';
    expect(claimedRole({ [url]: ['boss'] }, { ...settings, roleClaim: url })).toBe('admin');
    expect(claimedRole({}, { ...settings, defaultRole: 'viewer' })).toBe('viewer');
  });
});
