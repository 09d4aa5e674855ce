import { describe, expect, it } from '@jest/globals';
import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { isConnectionError } from './connection-errors.js';

const coded = (code: string): Error => Object.assign(new Error('no'), { code });

describe('isConnectionError', () => {
  it.each([
    ['a refused connection', coded('ECONNREFUSED')],
    ['a network that is gone', coded('ENETUNREACH')],
    ['Postgres that stops', coded('57P01')],
    ['a statement on a lost connection', new QueryFailedError('SELECT 1', [], coded('08006'))],
    ['the statement after it in a transaction', new Error('… a query runner was already released, cannot continue …')],
    ['a statement of ours after it', new QueryRunnerAlreadyReleasedError()],
    ['a server that takes no writes', new QueryFailedError('INSERT', [], coded('25006'))],
    ['a transaction that was ended for being idle', coded('25P03')],
    ['a transaction that was ended for being long', coded('25P04')],
    ['a disk that is full', coded('53100')],
    ['a server without a connection to spare', coded('53300')],
    ['a disk that does not answer', coded('58030')],
    ['a file that is gone', coded('58P01')],
    ['a lock that was not to be had', coded('55P03')],
    ['a database that is not there yet', coded('3D000')],
    ['a host of which no address answers', new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')])],
    ['a pool that gave up', new Error('timeout exceeded when trying to connect')],
  ])('knows %s', (_name, error) => expect(isConnectionError(error)).toBe(true));

  it.each([
    ['a broken statement', new QueryFailedError('SELEC 1', [], coded('42601'))],
    ['a row that is there already', coded('23505')],
    ['a transaction that failed before', coded('25P02')],
    ['a code of Node that begins like one', coded('57ENOENT')],
    ['what is no error', 'ECONNREFUSED'],
  ])('does not take %s for one', (_name, error) => expect(isConnectionError(error)).toBe(false));
});
