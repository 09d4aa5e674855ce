import {
  type JsonFieldName,
  MAX_TIMEOUT_MS,
  type MonitorConfig,
  type MonitorFieldName,
  monitorFieldNames,
  monitorFields,
  type ProbeSecrets,
  probeSpec,
  type ProbeSpec,
  type ProbeSpecV1,
} from '@wakeful/contracts';
import type { MonitorEntity, ProbeConfig } from './monitor.entity.js';

/** The columns of a monitor that say how it is probed. */
export type ProbedColumns = Pick<MonitorEntity, 'url' | 'method' | 'timeoutMs' | 'probe' | 'sealedSecrets'>;

/** Fields of the JSON column, as {@link monitorFields} says; `tls` is there too, without its secrets. */
const jsonFieldNames = monitorFieldNames.filter((name) => monitorFields[name].place === 'json');
const sentFieldNames = jsonFieldNames.filter((name) => name in probeSpec.shape);

/** What the JSON column holds under these names; a field that is newer than the row has its default. */
function fieldsOf(probe: Readonly<Record<string, unknown>>, names: readonly MonitorFieldName[]): object {
  const found: Record<string, unknown> = {};
  for (const name of names) {
    const { start } = monitorFields[name];
    if (name in probe) found[name] = probe[name];
    else if (typeof start === 'object') found[name] = start.value;
  }
  return found;
}

export const jsonFieldsOf = (from: object) =>
  fieldsOf({ ...from }, jsonFieldNames) as Pick<MonitorConfig, JsonFieldName>;
const sentFieldsOf = (probe: ProbeConfig) =>
  fieldsOf({ ...probe }, sentFieldNames) as Pick<ProbeSpec, JsonFieldName & keyof ProbeSpec>;

/** Earlier releases took longer time-outs: such a monitor has the longest that there may be now. */
export const allowedTimeoutMs = (timeoutMs: number): number => Math.min(timeoutMs, MAX_TIMEOUT_MS);

/** What a checker needs to know of a monitor. */
export function probeSpecOf({ url, method, timeoutMs, probe, sealedSecrets }: ProbedColumns): ProbeSpec {
  const { tlsVerify = true, tls = { verify: tlsVerify, minVersion: null, serverName: null } } = probe;
  return { url, method, timeoutMs: allowedTimeoutMs(timeoutMs), ...sentFieldsOf(probe), tls, sealedSecrets };
}

/** The same in the words of the release before; null: its checkers would check something else. */
export function probeSpecV1Of({ url, method, timeoutMs, probe, sealedSecrets }: ProbedColumns): ProbeSpecV1 | null {
  const { tlsVerify } = probe;
  if (tlsVerify === undefined) return null;
  const { resolvers: _, ...rest } = sentFieldsOf(probe);
  return { url, method, timeoutMs: allowedTimeoutMs(timeoutMs), ...rest, tlsVerify, sealedSecrets } as ProbeSpecV1;
}

/** Whether the release before can open these secrets without missing anything. */
export const areSecretsOfV1 = ({ auth, tls, proxyUrl }: ProbeSecrets): boolean =>
  proxyUrl === null &&
  tls.ca === null &&
  tls.clientCertificate === null &&
  tls.clientKey === null &&
  (auth === null || auth.type === 'basic' || auth.type === 'bearer');
