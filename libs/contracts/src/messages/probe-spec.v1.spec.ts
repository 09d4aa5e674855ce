import { describe, expect, it } from '@jest/globals';
import { NO_SECRETS, probeSecrets, type ProbeSpec, probeSpec } from '../probe-spec.js';
import { checkRunV1 } from './check-run.v1.js';
import { probeSpecFromV1, probeSpecToV1 } from './probe-spec.v1.js';

const old: ProbeSpec = {
  url: 'https://shop.example/',
  method: 'GET',
  timeoutMs: 10_000,
  expectedStatus: ['2xx'],
  followRedirects: true,
  maxRedirects: 10,
  maxBodyBytes: 1_048_576,
  assertions: [{ type: 'header', name: 'Server', operator: 'equals', value: 'nginx' }],
  degradedThresholdMs: null,
  tls: { verify: false, minVersion: null, serverName: null },
  ipFamily: 'auto',
  resolvers: [],
  sealedSecrets: 'sealed',
};

describe('a task in the words of the release before', () => {
  it('is the same task when it comes back', () => {
    const told = probeSpecToV1(old);
    expect(told).toMatchObject({ tlsVerify: false });
    expect(told && probeSpec.parse(probeSpecFromV1(told))).toEqual(old);
  });

  it.each<Partial<ProbeSpec>>([
    { tls: { ...old.tls, minVersion: 'TLSv1.3' } },
    { tls: { ...old.tls, serverName: 'shop.example' } },
    { resolvers: ['192.0.2.53'] },
    { assertions: [{ type: 'header', name: 'Server', operator: 'notExists' }] },
    { assertions: [{ type: 'duration', phase: 'total', maxMs: 1 }] },
    { assertions: [{ type: 'jsonPath', path: '$.id', operator: 'equals', value: { integer: '9007199254740993' } }] },
  ])('is none where it has no words for it: %j', (part) => {
    expect(probeSpecToV1({ ...old, ...part })).toBeNull();
  });

  it('continues under its own subject', () => {
    expect(checkRunV1.subjectOf({ location: 'eu', checks: [] })).toBe('check.run.v1.eu');
  });
});

it('opens secrets that the release before has sealed', () => {
  expect(probeSecrets.parse({ headers: {}, body: null, auth: null })).toEqual(NO_SECRETS);
  const bearer = { headers: { a: 'b' }, body: 'c', auth: { type: 'bearer', token: 'with\na line feed' } };
  expect(probeSecrets.parse(bearer)).toEqual({ ...NO_SECRETS, ...bearer });
});
