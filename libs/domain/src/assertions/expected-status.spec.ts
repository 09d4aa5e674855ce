import { describe, expect, it } from '@jest/globals';
import { matchesExpectedStatus } from './expected-status.js';

describe('matchesExpectedStatus', () => {
  it.each([
    { status: 200, expected: ['2xx'], want: true },
    { status: 299, expected: ['2xx'], want: true },
    { status: 300, expected: ['2xx'], want: false },
    { status: 199, expected: ['2xx'], want: false },
    { status: 301, expected: ['2xx', '301', '400-404'], want: true },
    { status: 302, expected: ['2xx', '301', '400-404'], want: false },
    { status: 400, expected: ['2xx', '301', '400-404'], want: true },
    { status: 404, expected: ['2xx', '301', '400-404'], want: true },
    { status: 405, expected: ['2xx', '301', '400-404'], want: false },
    { status: 999, expected: ['5xx'], want: false },
    { status: 503, expected: ['503-503'], want: true },
  ])('$status with $expected is $want', ({ status, expected, want }) => {
    expect(matchesExpectedStatus(status, expected)).toBe(want);
  });
});
