import type { CreateMonitor, MonitorConfig, ProbeSecrets } from '@wakeful/contracts';
import { defaultTimeoutMs, monitorProblems } from '@wakeful/domain';
import type { MonitorEntity } from '@wakeful/persistence';
import { InvalidRequestError } from '../http/request-error.js';
import { missingSecrets } from './monitor-secrets.js';

/** The columns of `monitors` that hold configuration. */
export type MonitorColumns = Omit<MonitorEntity, 'id' | 'key' | 'version' | 'createdAt' | 'updatedAt'>;

const normalUrl = (url: string): string => new URL(url).href;

/** The whole configuration of a new monitor, with the defaults that depend on other fields. */
export function configOfNew(input: CreateMonitor): MonitorConfig {
  return {
    ...input,
    url: normalUrl(input.url),
    name: input.name ?? new URL(input.url).host.slice(0, 200),
    timeoutMs: input.timeoutMs ?? defaultTimeoutMs(input.intervalSeconds),
  };
}

/** The configuration after a change. */
export function mergeConfig(current: MonitorConfig, changes: Partial<MonitorConfig>): MonitorConfig {
  const merged = { ...current, ...changes };
  return { ...merged, url: normalUrl(merged.url) };
}

/** @throws InvalidRequestError when the rules over several fields do not hold */
export function assertConfig(config: MonitorConfig): void {
  const problems = [...monitorProblems(config), ...missingSecrets(config)];
  if (problems.length > 0) throw new InvalidRequestError(problems);
}

/** How a configuration is stored. */
export function columnsOf(config: MonitorConfig, sealedSecrets: string | null): MonitorColumns {
  return {
    name: config.name,
    url: config.url,
    description: config.description,
    enabled: config.enabled,
    intervalSeconds: config.intervalSeconds,
    timeoutMs: config.timeoutMs,
    method: config.method,
    locations: config.locations,
    tags: config.tags,
    parentId: config.parentId,
    probe: {
      expectedStatus: config.expectedStatus,
      followRedirects: config.followRedirects,
      maxRedirects: config.maxRedirects,
      maxBodyBytes: config.maxBodyBytes,
      assertions: config.assertions,
      degradedThresholdMs: config.degradedThresholdMs,
      tlsVerify: config.tls.verify,
      ipFamily: config.ipFamily,
    },
    sealedSecrets,
    confirmations: config.confirmations,
    confirmationIntervalSeconds: config.confirmationIntervalSeconds,
    recoveryConfirmations: config.recoveryConfirmations,
    circuitBreaker: config.circuitBreaker,
    debugOnDown: config.debugOnDown,
  };
}

/** What {@link columnsOf} stored, with the secrets opened. */
export function configOf(columns: MonitorColumns, secrets: ProbeSecrets): MonitorConfig {
  const { tlsVerify, ...probe } = columns.probe;
  return {
    name: columns.name,
    url: columns.url,
    description: columns.description,
    enabled: columns.enabled,
    intervalSeconds: columns.intervalSeconds,
    timeoutMs: columns.timeoutMs,
    method: columns.method,
    ...secrets,
    ...probe,
    confirmations: columns.confirmations,
    confirmationIntervalSeconds: columns.confirmationIntervalSeconds,
    recoveryConfirmations: columns.recoveryConfirmations,
    circuitBreaker: columns.circuitBreaker,
    locations: columns.locations,
    tags: columns.tags,
    parentId: columns.parentId,
    debugOnDown: columns.debugOnDown,
    tls: { verify: tlsVerify },
  };
}
