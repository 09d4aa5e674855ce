import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { isConnectionError } from './connection-errors.js';

const coded = (code: string): Error => Object.assign(new Error('no'), { code });

describe('isConnectionError', () => {
  it.each([
    ['a refused connection', coded('ECONNREFUSED')],
    ['a network that is gone', coded('ENETUNREACH')],
    ['Postgres that stops', coded('57P01')],
    ['a statement on a lost connection', new QueryFailedError('SELECT 1', [], coded('08006'))],
    ['the statement after it in a transaction', new Error('… a query runner was already released, cannot continue …')],
    ['a lock that was not free in time', coded('55P03')],
    ['a pool that gave up', new Error('timeout exceeded when trying to connect')],
  ])('knows %s', (_name, error) => expect(isConnectionError(error)).toBe(true));

  it.each([
    ['a broken statement', new QueryFailedError('SELEC 1', [], coded('42601'))],
    ['a row that is there already', coded('23505')],
    ['what is no error', 'ECONNREFUSED'],
  ])('does not take %s for one', (_name, error) => expect(isConnectionError(error)).toBe(false));
});
