import { describe, expect, it } from '@jest/globals';
import { type MonitorConfig, monitorFieldNames, monitorFields, NO_SECRETS, probeSpec } from '@wakeful/contracts';
import { aMonitor } from '@wakeful/testing';
import type { ProbeConfig } from './monitor.entity.js';
import { columnsOf, configOf, secretsOf } from './monitor-columns.js';
import { probeSpecOf, probeSpecV1Of } from './probe-spec-of.js';

/** Another value than the default for every field, so that one that is lost on the way is missed. */
const full: MonitorConfig = {
  name: 'Shop',
  url: 'https://shop.example/',
  description: 'd',
  enabled: false,
  intervalSeconds: 30,
  timeoutMs: 1_000,
  method: 'POST',
  headers: { a: 'b' },
  body: 'c',
  auth: { type: 'digest', username: 'ann', password: 'p' },
  expectedStatus: ['999'],
  followRedirects: false,
  maxRedirects: 1,
  maxBodyBytes: 2,
  assertions: [{ type: 'certificate', minDaysLeft: 3 }],
  degradedThresholdMs: 4,
  confirmations: 5,
  confirmationIntervalSeconds: 6,
  recoveryConfirmations: 7,
  circuitBreaker: { failureThreshold: 8, cooldownSeconds: 9 },
  locations: ['eu'],
  tags: ['t'],
  parentId: '5f0c8a4e-8f0b-4b57-9a3c-1d2e3f4a5b6c',
  debugOnDown: false,
  tls: { verify: false, ca: 'ca', clientCertificate: 'cc', clientKey: 'ck', minVersion: 'TLSv1.3', serverName: 's' },
  ipFamily: 'ipv6',
  proxy: 'http://proxy.example:3128',
  resolvers: ['192.0.2.53'],
};

describe('the columns of a monitor', () => {
  it('hold every field of its configuration', () => {
    const plain = aMonitor();
    for (const name of monitorFieldNames) expect({ name, value: full[name] }).not.toEqual({ name, value: plain[name] });
    expect(configOf(columnsOf(full, 'sealed'), secretsOf(full))).toEqual(full);
    expect(configOf(columnsOf(plain, null), NO_SECRETS)).toEqual(plain);
  });

  it('hold no secret next to the sealed ones', () => {
    const shown = JSON.stringify(columnsOf(full, 'sealed'));
    for (const secret of ['"b"', '"c"', '"p"', '"ca"', '"cc"', '"ck"', 'proxy.example'])
      expect(shown).not.toContain(secret);
  });

  it('say all that a checker has to know, and that fits the contract', () => {
    const spec = probeSpecOf(columnsOf(full, 'sealed'));
    expect(probeSpec.parse(spec)).toEqual(spec);
    const { verify, minVersion, serverName } = full.tls;
    expect(spec).toMatchObject({ tls: { verify, minVersion, serverName }, sealedSecrets: 'sealed' });
    for (const name of monitorFieldNames.filter((one) => monitorFields[one].place === 'json' && one in probeSpec.shape))
      expect(spec).toHaveProperty(name, full[name]);
  });

  it('keep from a checker what is none of its business', () => {
    const columns = columnsOf(full, null);
    const withMore = { ...columns, probe: { ...columns.probe, runbook: 'https://wiki.example/shop' } };
    expect(probeSpecOf(withMore)).not.toHaveProperty('runbook');
    expect(probeSpecV1Of({ ...withMore, probe: { ...withMore.probe, tlsVerify: true } })).not.toHaveProperty('runbook');
  });

  it('give a field that is newer than the row its default', () => {
    const { ipFamily: _, resolvers: __, ...probe } = columnsOf(full, 'sealed').probe;
    const older = { ...columnsOf(full, 'sealed'), probe: probe as ProbeConfig };
    const expected = { ...full, ipFamily: 'auto', resolvers: [] };
    expect(configOf(older, secretsOf(full))).toEqual(expected);
    expect(probeSpecOf(older)).toMatchObject({ ipFamily: 'auto', resolvers: [] });
  });

  it('are read as the release before has written them', () => {
    const {
      tls: _,
      resolvers: __,
      ...probe
    } = columnsOf(aMonitor({ tls: { ...full.tls, verify: false } }), null).probe;
    const columns = { ...columnsOf(aMonitor(), null), probe: { ...probe, tlsVerify: false } };
    expect(configOf(columns, NO_SECRETS)).toMatchObject({
      tls: { verify: false, ca: null, minVersion: null, serverName: null },
      resolvers: [],
    });
  });
});

it('has no longer time-out than a check may take, whatever an earlier release has stored', () => {
  const columns = { ...columnsOf(aMonitor({ intervalSeconds: 3_600 }), null), timeoutMs: 600_000 };
  expect(configOf(columns, NO_SECRETS).timeoutMs).toBe(120_000);
  expect(probeSpecOf(columns).timeoutMs).toBe(120_000);
  expect(probeSpecV1Of(columns)?.timeoutMs).toBe(120_000);
});

describe('what the release before reads', () => {
  it('is the whole of a monitor without new settings', () => {
    expect(probeSpecV1Of(columnsOf(aMonitor(), null))).toMatchObject({ tlsVerify: true, expectedStatus: ['2xx'] });
  });

  const plainTls = aMonitor().tls;
  it.each<Partial<MonitorConfig>>([
    { resolvers: ['192.0.2.53'] },
    { proxy: 'http://proxy.example:3128' },
    { auth: full.auth },
    { tls: { ...plainTls, ca: 'ca' } },
    { tls: { ...plainTls, clientCertificate: 'cc', clientKey: 'ck' } },
    { tls: { ...plainTls, minVersion: 'TLSv1.3' } },
    { tls: { ...plainTls, serverName: 'shop.example' } },
    { assertions: full.assertions },
  ])('is nothing where it would check something else: %j', (part) => {
    expect(probeSpecV1Of(columnsOf(aMonitor(part), null))).toBeNull();
  });
});
