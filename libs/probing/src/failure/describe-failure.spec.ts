import { describe, expect, it } from '@jest/globals';
import { type Phase, phases } from '@wakeful/contracts';
import { toProbeFailure } from './describe-failure.js';
import { timeoutFailure } from './describe-timeout.js';
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
    { code: 'EPIPE', phase: 'ttfb', reason: 'reset', message: '10.0.0.7:81 closed the connection without an answer' },
    {
      code: 'EWHATEVER',
      phase: 'ttfb',
      reason: 'network',
      message: 'The connection to 10.0.0.7:81 failed (EWHATEVER)',
    },
    { code: 'EHOSTUNREACH', phase: 'ttfb', reason: 'network', message: '10.0.0.7:81 cannot be reached' },
    {
      code: 'ERR_SSL_BAD_RECORD_TYPE',
      phase: 'transfer',
      reason: 'tls',
      message: 'TLS: the encrypted connection broke',
    },
  ] as const)('$code while $phase is $reason, and not of our own network', ({ code, phase, reason, message }) => {
    const failure = toProbeFailure(withCode(code), at(phase));

    expect(failure).toMatchObject({ status: 'down', reason, ownNetwork: undefined });
    expect(failure.message).toContain(message);
  });

  it.each(['EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS', 'ERR_INVALID_CHAR', ''])(
    'takes "%s" for a fault of the checker in every phase',
    (code) => {
      for (const phase of phases.filter((one) => one !== 'tls')) {
        expect(toProbeFailure(withCode(code), at(phase))).toMatchObject({ status: 'unknown', reason: 'checker_fault' });
      }
    },
  );

  it.each([
    { code: 'ECONNREFUSED', reason: 'refused', own: 'possible', message: '10.0.0.7:81 refused the connection' },
    { code: 'ECONNRESET', reason: 'reset', own: 'possible', message: '10.0.0.7:81 reset the connection' },
    { code: 'ETIMEDOUT', reason: 'timeout', own: 'possible', message: 'Timed out while connecting to 10.0.0.7:81' },
    {
      code: 'EHOSTUNREACH',
      reason: 'network',
      own: 'possible',
      message: '10.0.0.7:81 cannot be reached: there is no route to it',
    },
    {
      code: 'ENETUNREACH',
      reason: 'network',
      own: 'likely',
      message: '10.0.0.7:81 cannot be reached: there is no route to its network',
    },
    {
      code: 'ENETDOWN',
      reason: 'checker_fault',
      own: 'likely',
      message: '10.0.0.7:81 cannot be reached: the network of the checker is down',
    },
    {
      code: 'EADDRNOTAVAIL',
      reason: 'checker_fault',
      own: 'likely',
      message: '10.0.0.7:81 cannot be reached: the checker has no address or no free port to connect from',
    },
    {
      code: 'EPERM',
      reason: 'checker_fault',
      own: 'likely',
      message: '10.0.0.7:81 cannot be reached: a firewall or a route of the checker does not let it through',
    },
    {
      code: 'EACCES',
      reason: 'checker_fault',
      own: 'likely',
      message: '10.0.0.7:81 cannot be reached: a firewall or a route of the checker does not let it through',
    },
  ] as const)('$code while connecting is $reason, and $own of our own network', ({ code, reason, own, message }) => {
    const failure = toProbeFailure(withCode(code), at('connect'));

    expect(failure).toMatchObject({ reason, ownNetwork: own, message });
    expect(failure.status).toBe(reason === 'checker_fault' ? 'unknown' : 'down');
  });

  it.each([
    { code: 'ENOTFOUND', own: 'possible', says: 'does not exist (NXDOMAIN)' },
    { code: 'ENODATA', own: 'possible', says: 'exists, but has no IP address (NODATA)' },
    { code: 'EBADNAME', own: undefined, says: 'is not a name that can be looked up' },
    { code: 'ESERVFAIL', own: 'likely', says: 'could not be looked up: the name server failed (SERVFAIL)' },
    { code: 'EREFUSED', own: 'likely', says: 'could not be looked up: the name server refuses to answer (REFUSED)' },
    { code: 'ETIMEOUT', own: 'likely', says: 'could not be looked up: no name server answered' },
    { code: 'EAI_AGAIN', own: 'likely', says: 'could not be looked up: the name server failed or did not answer' },
    { code: 'EAI_FAIL', own: 'likely', says: 'could not be looked up: the name server failed' },
    {
      code: 'ECONNREFUSED',
      own: 'likely',
      says: 'could not be looked up: no name server takes questions (connection refused)',
    },
  ] as const)('a look-up that ends with $code is $own of our own network', ({ code, own, says }) => {
    expect(toProbeFailure(withCode(code), at('dns', null))).toMatchObject({
      status: 'down',
      reason: 'dns',
      ownNetwork: own,
      message: `shop.example ${says}`,
    });
  });

  it('writes IPv6 addresses in brackets and passes on what is a failure already', () => {
    const failure = new ProbeFailure('blocked', 'Blocked');

    expect(toProbeFailure(withCode('ECONNREFUSED'), at('connect', '::1')).message).toMatch(/^\[::1\]:81 refused/);
    expect(toProbeFailure(failure, at('dns'))).toBe(failure);
    expect(failure.status).toBe('unknown');
  });
});

describe('timeoutFailure', () => {
  it.each([
    { phase: 'dns', own: 'likely' },
    { phase: 'connect', own: 'possible' },
    { phase: 'tls', own: undefined },
    { phase: 'ttfb', own: undefined },
    { phase: 'transfer', own: undefined },
  ] as const)('is $own of our own network while $phase', ({ phase, own }) => {
    expect(timeoutFailure(1_500, at(phase))).toMatchObject({ status: 'down', reason: 'timeout', ownNetwork: own });
  });

  it('is the fault of the checker when a look-up could not begin', () => {
    expect(timeoutFailure(1_500, { ...at('dns', null), isLookUpQueued: true })).toMatchObject({
      status: 'unknown',
      reason: 'checker_fault',
      message:
        'The checker itself failed, not the site: the look-up of shop.example could not begin within 1,500 ms, as too many others were under way',
    });
  });
});
