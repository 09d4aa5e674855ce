import type { CreateMonitor, MonitorConfig } from '@wakeful/contracts';
import { defaultTimeoutMs, monitorProblems } from '@wakeful/domain';
import { InvalidRequestError } from '../http/request-error.js';
import { missingSecrets } from './monitor-secrets.js';

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
