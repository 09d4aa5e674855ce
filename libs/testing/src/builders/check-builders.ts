import { randomUUID } from 'node:crypto';
import { type CheckResult, createMonitor, type DueCheck, type MonitorConfig, type ProbeSpec } from '@wakeful/contracts';

const TEST_PAGE = 'http://127.0.0.1:9/';

/** A valid monitor with every default; `overrides` is what the test is about. */
export function aMonitor(overrides: Partial<MonitorConfig> = {}): MonitorConfig {
  const { name, timeoutMs, ...defaults } = createMonitor.parse({ url: TEST_PAGE });
  return { ...defaults, name: name ?? 'A page', timeoutMs: timeoutMs ?? 10_000, ...overrides };
}

/** What a checker is asked to probe. */
export function aProbeSpec(overrides: Partial<ProbeSpec> = {}): ProbeSpec {
  return {
    url: TEST_PAGE,
    method: 'GET',
    timeoutMs: 10_000,
    expectedStatus: ['2xx'],
    followRedirects: true,
    maxRedirects: 10,
    maxBodyBytes: 1_048_576,
    assertions: [],
    degradedThresholdMs: null,
    tls: { verify: true, minVersion: null, serverName: null },
    ipFamily: 'auto',
    resolvers: [],
    sealedSecrets: null,
    ...overrides,
  };
}

/** A check that is due now. */
export function aDueCheck(overrides: Partial<DueCheck> = {}): DueCheck {
  return {
    monitorId: randomUUID(),
    scheduledAt: new Date().toISOString(),
    trigger: 'schedule',
    expiresAfterMs: 60_000,
    spec: aProbeSpec(),
    ...overrides,
  };
}

/** A good result, of a check that began at its slot. */
export function aCheckResult(overrides: Partial<CheckResult> = {}): CheckResult {
  const scheduledAt = overrides.scheduledAt ?? new Date().toISOString();
  return {
    monitorId: randomUUID(),
    scheduledAt,
    location: 'default',
    trigger: 'schedule',
    startedAt: scheduledAt,
    status: 'up',
    reason: null,
    detail: '',
    httpStatus: 200,
    timings: { dnsUs: 0, connectUs: 200, tlsUs: 0, ttfbUs: 700, transferUs: 100, totalUs: 1000 },
    facts: {},
    ...overrides,
  };
}
