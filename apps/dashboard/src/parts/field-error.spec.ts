import { describe, expect, it } from '@jest/globals';
import { Problem } from '../api/problem.js';
import { fieldError } from './field-error.js';

const refused = new Problem('The request is not valid.', 400, null, [
  { path: 'name', message: 'is required' },
  { path: 'settings.headers.host', message: 'is set by the notifier itself' },
  { path: 'settings.headers.x y', message: 'must be a header name' },
]);

describe('the error of a field', () => {
  it('is what the server says about it', () => expect(fieldError(refused, 'name')).toBe('Name is required.'));

  it('names what is wrong inside of it', () =>
    expect(fieldError(refused, 'settings.headers')).toBe(
      'host is set by the notifier itself. x y must be a header name.',
    ));

  it('is not that of a field whose name begins alike', () => expect(fieldError(refused, 'nam')).toBeUndefined());

  it('is none when the failure is about no field', () => {
    expect(fieldError(new Error('offline'), 'name')).toBeUndefined();
    expect(fieldError(null, 'name')).toBeUndefined();
  });
});
