import { type KeyScope, type Role, roles } from '@wakeful/contracts';
import type { FastifyRequest } from 'fastify';

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

/** Where a request comes from, for those who write it down. */
export interface Caller {
  address: string;
  requestId: string;
  /** How the sender says who they are. */
  method: Principal['method'] | 'password' | 'link' | 'passkey' | 'oidc';
}

export const callerOf = (request: FastifyRequest, method: Caller['method']): Caller => ({
  address: request.ip,
  requestId: request.id,
  method,
});

/** The one who sent the request; only on routes that are not public. */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new TypeError('a public route was asked for its principal');
  return request.principal;
}
