import type { KeyScope, Role } from '@wakeful/contracts';
import { roles } from '@wakeful/contracts';

/** Who sent a request, and what they may do. */
export interface Principal {
  kind: 'user' | 'key';
  id: string;
  name: string;
  email: string | null;
  role: Role;
  method: 'session' | 'basic' | 'key';
  /** The user, or whose key it is; null: a key of the installation. */
  userId: string | null;
  /** What is stored of the token of the session; null: there is none. */
  sessionHash: Buffer | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard on every route that is not public. */
    principal?: Principal;
  }
}

const roleOfScope: Readonly<Record<KeyScope, Role>> = { read: 'viewer', write: 'editor', admin: 'admin' };

export const hasRole = (role: Role, wanted: Role): boolean => roles.indexOf(role) >= roles.indexOf(wanted);

/** A key may do what its scope says, and never more than its owner. */
export function roleOfKey(scope: KeyScope, ownerRole: Role | null): Role {
  const role = roleOfScope[scope];
  return ownerRole === null || hasRole(ownerRole, role) ? role : ownerRole;
}

export const mayGrant = (role: Role, scope: KeyScope): boolean => hasRole(role, roleOfScope[scope]);
