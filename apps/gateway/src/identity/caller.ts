import type { FastifyRequest } from 'fastify';
import type { Principal } from './principal.js';

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
