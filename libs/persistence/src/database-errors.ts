import { isConnectionError } from './connection-errors.js';

/** Postgres' SQLSTATE codes, https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNIQUE_VIOLATION = '23505';
/** A table, or a column. */
const UNDEFINED = new Set(['42P01', '42703']);
const RETRYABLE = new Set(['40001', '40P01']);

function property(error: unknown, name: 'code' | 'constraint'): string {
  const value = error instanceof Error ? (error as Error & Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value : '';
}

/** The database itself cannot be reached, or is starting or stopping: the same request may succeed a moment later. */
export const isDatabaseUnavailable = (error: unknown): boolean => isConnectionError(error) && !isRetryable(error);

/** The schema is older than this program: the migration that adds what was asked for has not run yet. */
export const isSchemaBehind = (error: unknown): boolean => UNDEFINED.has(property(error, 'code'));

export const isUniqueViolation = (error: unknown): boolean => property(error, 'code') === UNIQUE_VIOLATION;

export const violatesUnique = (error: unknown, constraint: string): boolean =>
  isUniqueViolation(error) && property(error, 'constraint') === constraint;

/** Postgres chose this transaction to break a deadlock: it did nothing and may be tried again. */
export const isRetryable = (error: unknown): boolean => RETRYABLE.has(property(error, 'code'));
