import { describe, expect, it } from '@jest/globals';
import { phases, type Phase } from '@wakeful/contracts';
import { toProbeFailure } from './describe-failure.js';
import { ProbeFailure } from './probe-failure.js';

const at = (phase: Phase, address: string | null = '10.0.0.7') => ({
  phase,
  hostname: 'shop.example',
  address,
  port: 81,
  bodyBytes: 1_234,
});
const withCode = (code: string): Error => Object.assign(new Error(`something ${code}`), { code });

describe('toProbeFailure', () => {
  it.each([
    { code: 'ECONNREFUSED', phase: 'connect', reason: 'refused', message: '10.0.0.7:81 refused the connection' },
    { code: 'ECONNRESET', phase: 'connect', reason: 'reset', message: '10.0.0.7:81 reset the connection' },
    { code: 'EPIPE', phase: 'ttfb', reason: 'reset', message: '10.0.0.7:81 closed the connection without an answer' },
    { code: 'ETIMEDOUT', phase: 'connect', reason: 'timeout', message: 'Timed out while connecting to 10.0.0.7:81' },
    {
      code: 'EHOSTUNREACH',
      phase: 'connect',
      reason: 'network',
      message: '10.0.0.7:81 cannot be reached: there is no route to it',
    },
    {
      code: 'ENETUNREACH',
      phase: 'connect',
      reason: 'network',
      message: '10.0.0.7:81 cannot be reached: its network cannot be reached',
    },
    {
      code: 'EWHATEVER',
      phase: 'ttfb',
      reason: 'network',
      message: 'The connection to 10.0.0.7:81 failed (EWHATEVER)',
    },
    { code: 'ERR_SSL_BAD_RECORD_TYPE', phase: 'transfer', reason: 'tls', message: 'TLS: the handshake failed' },
  ] as const)('$code while $phase is $reason', ({ code, phase, reason, message }) => {
    const failure = toProbeFailure(withCode(code), at(phase));

    expect(failure).toMatchObject({ status: 'down', reason });
    expect(failure.message).toContain(message);
  });

  it.each(['EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS', 'EADDRNOTAVAIL', 'ERR_INVALID_CHAR', ''])(
    'takes "%s" for a fault of the checker in every phase',
    (code) => {
      for (const phase of phases.filter((one) => one !== 'tls')) {
        expect(toProbeFailure(withCode(code), at(phase))).toMatchObject({ status: 'unknown', reason: 'checker_fault' });
      }
    },
  );

  it('writes IPv6 addresses in brackets and passes on what is a failure already', () => {
    const failure = new ProbeFailure('blocked', 'Blocked');

    expect(toProbeFailure(withCode('ECONNREFUSED'), at('connect', '::1')).message).toMatch(/^\[::1\]:81 refused/);
    expect(toProbeFailure(failure, at('dns'))).toBe(failure);
    expect(failure.status).toBe('unknown');
  });
});
