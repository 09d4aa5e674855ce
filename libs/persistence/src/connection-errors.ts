import { isNativeError } from 'node:util/types';
import { QueryFailedError } from 'typeorm';

/**
 * Classes 08 (connection), 53 (resources), 57 (operator intervention, e.g. shutting down), 40 (deadlock or serialisation),
 * and a lock that was not free within `lock_timeout`.
 */
const RETRYABLE_SQLSTATE = /^(08|53|57|40|55P03$)/;
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/** The last: a connection that is lost within a transaction is released by TypeORM before the transaction's next statement. */
const CLIENT_MESSAGES =
  /Connection terminated|timeout (expired|exceeded)|not established|Client has encountered a connection error|not queryable|query runner was already released/i;

/** True when Postgres was out of reach or asked to try again, as opposed to refusing what was sent. */
export function isConnectionError(error: unknown): boolean {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  // Node's own errors are of another realm in jest.
  if (!isNativeError(cause)) return false;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return RETRYABLE_SQLSTATE.test(code) || NETWORK_CODES.has(code) || CLIENT_MESSAGES.test(cause.message);
}
