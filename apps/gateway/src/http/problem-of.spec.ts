import { describe, expect, it } from '@jest/globals';
import {
  BadRequestException,
  NotFoundException,
  PayloadTooLargeException,
  ServiceUnavailableException,
} from '@nestjs/common';
import { SealedSecretError } from '@wakeful/platform';
import { problemFactsOf } from './problem.filter.js';
import { InvalidRequestError, VersionMismatchError } from './request-error.js';

const coded = (code: string) => Object.assign(new Error('hunter2'), { code });

describe('problemFactsOf', () => {
  it.each([
    [
      'an invalid request',
      new InvalidRequestError([{ path: 'a', message: 'is missing' }]),
      400,
      'request-invalid',
      false,
    ],
    ['a version mismatch', new VersionMismatchError(3), 412, 'version-mismatch', false],
    ['malformed JSON', new BadRequestException('Body is not valid JSON'), 400, 'request-invalid', false],
    ['an unknown route', new NotFoundException('Cannot GET /x?token=hunter2'), 404, 'not-found', false],
    ['a body too large', new PayloadTooLargeException(), 413, 'body-too-large', false],
    [
      'a service that is not ready',
      new ServiceUnavailableException({ problems: { nats: 'gone' } }),
      503,
      'unavailable',
      false,
    ],
    ['a refused connection', coded('ECONNREFUSED'), 503, 'database-unavailable', false],
    ['Postgres that stops', coded('57P01'), 503, 'database-unavailable', false],
    ['a sender that hung up', Object.assign(new Error('aborted'), { code: 'ECONNRESET' }), 400, 'client-gone', false],
    [
      'a connection that Postgres reset',
      Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
      503,
      'database-unavailable',
      false,
    ],
    ['a lost connection', new Error('Connection terminated unexpectedly'), 503, 'database-unavailable', false],
    ['a secret under another key', new SealedSecretError(), 500, 'secret-not-opened', true],
    ['a table that is not there yet', coded('42P01'), 503, 'schema-behind', true],
    ['a column that is not there yet', coded('42703'), 503, 'schema-behind', true],
    ['a broken statement', coded('42601'), 500, 'internal-error', true],
    ['anything else', new TypeError('hunter2 is not a function'), 500, 'internal-error', true],
    ['what is no error', 'hunter2', 500, 'internal-error', true],
  ])('%s', (_name, error, status, code, isFault) => {
    const facts = problemFactsOf(error);
    expect(facts).toMatchObject({ status, code, isFault });
    expect(facts.detail).not.toContain('hunter2');
    expect(facts.detail.length).toBeGreaterThan(5);
  });

  it('says of an unknown route that it is not there, in a sentence', () => {
    const { detail } = problemFactsOf(new NotFoundException('Cannot GET /x?token=hunter2'));
    expect(detail).toBe('There is no route GET /x.');
  });

  it('says by name what a service misses', () => {
    const { errors } = problemFactsOf(new ServiceUnavailableException({ problems: { nats: 'cannot be reached' } }));
    expect(errors).toEqual([{ path: 'nats', message: 'cannot be reached' }]);
  });
});
