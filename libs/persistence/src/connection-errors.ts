import { isNativeError } from 'node:util/types';
import { QueryFailedError } from 'typeorm';

/**
 * By PostgreSQL's appendix A: classes 08 (connection), 40 (deadlock, serialisation), 53 (resources: disk, memory,
 * connections), 57 (operator intervention, as shutting down) and 58 (system error, as I/O); and of class 25 what says that
 * the server takes no writes (25006: a standby, or a primary on its way down) or ended an idle or long transaction
 * (25P03, 25P04); and 55P03, a lock that was not to be had in time, and 3D000: the database is not there yet.
 */
const RETRYABLE_SQLSTATE = /^(08|40|53|57|58)...$|^(25006|25P03|25P04|3D000|55P03)$/;
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
  /Connection terminated|timeout (expired|exceeded)|not established|Client has encountered a connection error|not queryable|query runner (was )?already released/i;

/** True when Postgres was out of reach, could not write or asked to try again, as opposed to refusing what was sent. */
export function isConnectionError(error: unknown): boolean {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  // Node's own errors are of another realm in jest.
  if (!isNativeError(cause)) return false;
  // A host with several addresses, none of which answers.
  if (cause instanceof AggregateError && cause.errors.some(isConnectionError)) return true;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return RETRYABLE_SQLSTATE.test(code) || NETWORK_CODES.has(code) || CLIENT_MESSAGES.test(cause.message);
}
