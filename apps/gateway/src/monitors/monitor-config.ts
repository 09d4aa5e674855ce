import type { CreateMonitor, MonitorConfig } from '@wakeful/contracts';
import { defaultTimeoutMs, hideMonitorSecrets, monitorProblems, revealMonitorSecrets } from '@wakeful/domain';
import { InvalidRequestError } from '../http/request-error.js';
import { tlsProblems } from './tls-material.js';

const normalUrl = (url: string): string => new URL(url).href;

/** @throws InvalidRequestError when the rules over several fields do not hold, or a secret is missing */
function soundConfig(sent: MonitorConfig, stored: MonitorConfig | null): MonitorConfig {
  const { config, problems: missing } = revealMonitorSecrets(sent, stored);
  // A key that is not there cannot be looked at.
  const problems = [...monitorProblems(config), ...missing, ...(missing.length > 0 ? [] : tlsProblems(config.tls))];
  if (problems.length > 0) throw new InvalidRequestError(problems);
  return config;
}

/**
 * The whole configuration of a new monitor, with the defaults that depend on other fields.
 * @throws InvalidRequestError
 */
export function configOfNew(input: CreateMonitor): MonitorConfig {
  const config = {
    ...input,
    url: normalUrl(input.url),
    name: input.name ?? new URL(input.url).host.slice(0, 200),
    timeoutMs: input.timeoutMs ?? defaultTimeoutMs(input.intervalSeconds),
  };
  return soundConfig(config, null);
}

/**
 * The configuration after a change. What is not named keeps its value; a secret only while it goes the same way.
 * @throws InvalidRequestError
 */
export function changedConfig(stored: MonitorConfig, changes: Partial<MonitorConfig>): MonitorConfig {
  const sent = { ...hideMonitorSecrets(stored), ...changes };
  return soundConfig({ ...sent, url: normalUrl(sent.url) }, stored);
}
